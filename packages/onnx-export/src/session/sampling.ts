// Samples of a session: several in one run where that was proven to give the same, one by one otherwise.
import type { McPlanDraft } from './mc-plan.js';
import { type RunnerParts, runRaw, runSample, type Sample } from './runner.js';
import type { RuntimeSession, RuntimeTensors } from './runtime.js';
import { differs, runTiled, samplesPerPass, type TiledModel } from './tiled.js';
import { inTurn } from './turns.js';

/** Gives the sample at a step; steps are asked for one after another. */
export type Sampler = (step: number) => Promise<Sample>;

/** What a session samples with. */
export interface SamplingParts extends RunnerParts {
  /** The model of several samples a run, where there is one. */
  readonly tiled: TiledModel | undefined;
  /** Creates a session as the first one was; call it in turn. */
  create(model: 'separate' | 'tiled'): Promise<RuntimeSession>;
  readonly plan: McPlanDraft;
}

/** The sessions of the runtime behind one session of Monte Carlo samples: mostly one, two while tiled runs are proven. */
export class Sampling {
  private session: RuntimeSession | undefined;
  private tiledSession: RuntimeSession | undefined;
  private tiled: TiledModel | undefined;

  constructor(private readonly parts: SamplingParts) {
    this.session = parts.session;
    this.tiled = parts.tiled;
  }

  /** Samples of these feeds up to the step before `end`. */
  sampler(feeds: RuntimeTensors, seed: bigint, end: number): Sampler {
    const ready = new Map<number, Sample>();
    return async (step) => {
      if (!ready.has(step)) {
        const count = this.tiled ? Math.min(samplesPerPass(feeds), end - step) : 1;
        const steps = Array.from({ length: count }, (_, n) => step + n);
        const samples = await inTurn(this.parts.ort, () => this.pass(feeds, seed, steps));
        for (const [n, sample] of samples.entries()) ready.set(step + n, sample);
      }
      const sample = ready.get(step)!;
      ready.delete(step);
      return sample;
    };
  }

  /** The tensors of one sample, which are the caller's to free. */
  raw(feeds: RuntimeTensors, seed: bigint, step: number): Promise<RuntimeTensors> {
    return inTurn(this.parts.ort, async () => runRaw(await this.separate(), feeds, seed, step));
  }

  /** Frees the sessions. */
  release(): Promise<void> {
    return inTurn(this.parts.ort, async () => {
      await this.closeSeparate();
      await this.closeTiled();
    });
  }

  private async pass(feeds: RuntimeTensors, seed: bigint, steps: readonly number[]): Promise<readonly Sample[]> {
    const { tiled, tiledSession } = this;
    if (tiled && tiledSession) return this.laterPass(tiled, tiledSession, feeds, seed, steps);
    return tiled && steps.length > 1 ? this.firstPass(tiled, feeds, seed, steps) : this.oneByOne(feeds, seed, steps);
  }

  /** The first and the last sample of the first tiled pass are drawn alone, too. */
  private async firstPass(tiled: TiledModel, feeds: RuntimeTensors, seed: bigint, steps: readonly number[]) {
    const [first, last] = (await this.oneByOne(feeds, seed, [steps[0]!, steps.at(-1)!])) as [Sample, Sample];
    try {
      this.tiledSession = await this.parts.create('tiled');
      const samples = await runTiled({ ...this.parts, session: this.tiledSession }, tiled, feeds, seed, steps);
      const { outputs, plan } = this.parts;
      const difference = differs(outputs, samples[0]!, first) ?? differs(outputs, samples.at(-1)!, last);
      if (difference !== undefined) return await this.goOnSeparately(difference, feeds, seed, steps);
      plan.reasons.push('The first run of several samples gave what separate runs give.');
      await this.closeSeparate();
      return samples;
    } catch (error) {
      return this.goOnSeparately(textOf(error), feeds, seed, steps);
    }
  }

  /** Feeds of other shapes may be such that a run of several samples fails: a batch of 1 that meets more rows. */
  private async laterPass(
    tiled: TiledModel,
    session: RuntimeSession,
    feeds: RuntimeTensors,
    seed: bigint,
    steps: readonly number[],
  ): Promise<readonly Sample[]> {
    try {
      return await runTiled({ ...this.parts, session }, tiled, feeds, seed, steps);
    } catch (error) {
      const samples = await this.oneByOne(feeds, seed, steps); // fails, too, where the feeds are wrong
      await this.stopTiling(` any more, since one of several failed where separate ones did not: ${textOf(error)}`);
      return samples;
    }
  }

  private async goOnSeparately(why: string, feeds: RuntimeTensors, seed: bigint, steps: readonly number[]) {
    await this.stopTiling(`, since the first such run did not give what separate runs give: ${why}`);
    return this.oneByOne(feeds, seed, steps);
  }

  private async stopTiling(why: string): Promise<void> {
    const { plan } = this.parts;
    this.tiled = undefined;
    plan.tiled = false;
    plan.warnings.push(`Samples do not share runs${why}.`);
    await this.closeTiled();
  }

  private async oneByOne(feeds: RuntimeTensors, seed: bigint, steps: readonly number[]): Promise<readonly Sample[]> {
    const parts = await this.separate();
    const samples: Sample[] = [];
    for (const step of steps) samples.push(await runSample(parts, feeds, seed, step));
    return samples;
  }

  private async separate(): Promise<RunnerParts> {
    this.session ??= await this.parts.create('separate');
    return { ...this.parts, session: this.session };
  }

  private async closeSeparate(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    await session?.release();
  }

  private async closeTiled(): Promise<void> {
    const { tiledSession } = this;
    this.tiledSession = undefined;
    await tiledSession?.release();
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
