// The page's side of its worker: an order is a promise. The worker starts with the first order, and stopping it is how an order is cancelled:
// WebAssembly that computes hears nothing.
import type { AnswerMessage, OrderMessage, OrderName, Orders, Progress } from './messages.js';

/** A worker that takes one order after another. */
export interface Helper {
  /** @throws Error in the words of whoever found the mistake; `Cancelled` after `stop` */
  order<N extends OrderName>(
    name: N,
    given: Orders[N]['given'],
    onProgress?: (progress: Progress) => void,
  ): Promise<Orders[N]['gives']>;
  /** Ends what is under way; the next order starts anew. */
  stop(): void;
}

/** An order that nobody waits for any more. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

interface Waiting {
  readonly name: OrderName;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress?: (progress: Progress) => void;
}

export function createHelper(): Helper {
  let worker: Worker | undefined;
  let count = 0;
  const waiting = new Map<number, Waiting>();
  const end = () => {
    worker?.terminate();
    worker = undefined;
  };
  const stop = (error: Error) => {
    end();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const hear = ({ data }: MessageEvent<AnswerMessage>) => {
    const order = waiting.get(data.id);
    if (!order) return;
    if ('progress' in data) return order.onProgress?.(data.progress);
    waiting.delete(data.id);
    if ('error' in data) {
      if (order.name === 'sample') end(); // a runtime that has failed may be of no use any more
      order.reject(new Error(data.error));
    } else order.resolve(data.result as never);
  };
  const start = () => {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', hear);
    started.addEventListener('error', ({ message }) =>
      stop(new Error(`The worker of this page stopped: ${message ?? 'unknown'}`)),
    );
    return started;
  };
  return {
    order: (name, given, onProgress) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        const id = count++;
        waiting.set(id, { name, resolve, reject, ...(onProgress && { onProgress }) });
        worker.postMessage({ id, name, given } satisfies OrderMessage);
      }),
    stop: () => {
      if (waiting.size > 0) stop(new Cancelled('cancelled'));
    },
  };
}
