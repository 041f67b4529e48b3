// What an editor sees: types that are inferred, and misuse that does not compile. Checked by tsc, which this package's typecheck runs.
import { describe, expectTypeOf, it } from 'vitest';
import {
  type Backend,
  createDropout,
  createReferenceBackend,
  type DropoutConfig,
  type FloatArray,
  lower,
  type SpatialConfig,
} from '../src/index.js';
import type { ConfigFields, fields } from '../src/variant/fields.js';
import type { FieldValue } from '../src/variant/schema.js';

const backend = createReferenceBackend();
const plan = lower({ variant: 'dropout', p: 0.5 }, [4], 'train');

describe('types', () => {
  it('of fields are those of their schemas', () => {
    expectTypeOf<{ readonly [K in keyof ConfigFields]: FieldValue<(typeof fields)[K]> }>().toEqualTypeOf<ConfigFields>();
  });

  it('of configs follow from their schemas', () => {
    expectTypeOf<SpatialConfig['layout']>().toEqualTypeOf<'channelsFirst' | 'channelsLast'>();
    expectTypeOf<SpatialConfig['scaling']>().toEqualTypeOf<'inverted' | 'standard' | 'none' | undefined>();
    // @ts-expect-error layout is required
    const missing: DropoutConfig = { variant: 'spatial', p: 0.5 };
    // @ts-expect-error no such field
    const unknown: DropoutConfig = { variant: 'dropout', p: 0.5, rate: 0.5 };
    void [missing, unknown];
  });

  it('of buffers go through', () => {
    expectTypeOf(backend.forward(plan, { seed: 1 }, new Float32Array(4))).toEqualTypeOf<Float32Array<ArrayBuffer>>();
    const dropout = createDropout({ variant: 'dropout', p: 0.5 }, { backend, seed: 1 });
    expectTypeOf(dropout.forward(new Float64Array(4), [4]).y).toEqualTypeOf<Float64Array<ArrayBuffer>>();
    // @ts-expect-error a string is no buffer of this backend
    const misuse = () => dropout.forward('x', [1]);
    void misuse;
  });

  it('of backends of more buffers are those of backends of fewer', () => {
    expectTypeOf(backend).toExtend<Backend<Float32Array>>();
    expectTypeOf<Backend<Float32Array>>().not.toExtend<Backend<FloatArray>>();
  });

  it('of interfaces that extend Backend are inferred too', () => {
    interface Special extends Backend<FloatArray> {
      readonly special: true;
    }
    const special = { ...backend, special: true } as Special;
    const dropout = createDropout({ variant: 'dropout', p: 0.5 }, { backend: special, seed: 1 });
    // @ts-expect-error a string is no buffer of this backend
    const misuse = () => dropout.forward('x', [1]);
    void misuse;
  });
});
