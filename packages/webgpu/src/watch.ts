// Errors of a device arrive later than the call that made them: they are collected here, and thrown by the next call or by `read`.
import { DeviceLostError, message, OutOfMemoryError, ValidationError } from './errors.js';

/** Watches over one device. */
export interface Watch {
  /** Runs work whose errors are to be known by an operation and a label. */
  guard<T>(operation: string, label: string, work: () => T): T;
  /** Throws what is known to have gone wrong. Each error is thrown once; a lost device stays lost. */
  check(operation: string): void;
  /** Waits until the outcome of all work so far is known, then checks. */
  settle(operation: string): Promise<void>;
  /** Waits for the loss of the device, but no longer than some milliseconds, then checks. */
  lost(operation: string, milliseconds: number): Promise<void>;
}

/** @param onOutOfMemory called when the device had no memory for something: a buffer that it did not get fails whoever uses it */
export function createWatch(device: GPUDevice, onOutOfMemory: () => void): Watch {
  let lost: GPUDeviceLostInfo | undefined;
  const failed: Error[] = [];
  const pending = new Set<Promise<void>>();
  void device.lost.then((info) => {
    lost = info;
  });

  function check(operation: string): void {
    if (lost) {
      const text = `the device is lost (${lost.reason}): ${lost.message || 'no reason given'} Create a backend on a new device.`;
      throw new DeviceLostError(message(operation, text));
    }
    const error = failed.shift();
    if (error) throw error;
  }

  function collect(operation: string, label: string, kind: typeof OutOfMemoryError | typeof ValidationError): void {
    const what = kind === OutOfMemoryError ? 'the device is out of memory for' : 'the device refused';
    const outcome = device.popErrorScope().then(
      (error) => {
        if (!error) return;
        failed.push(new kind(message(operation, `${what} ${label}: ${error.message}`)));
        if (kind === OutOfMemoryError) onOutOfMemory();
      },
      () => undefined, // lost, which `check` tells
    );
    pending.add(outcome);
    void outcome.then(() => pending.delete(outcome));
  }

  return {
    guard(operation, label, work) {
      device.pushErrorScope('out-of-memory');
      device.pushErrorScope('validation');
      try {
        return work();
      } finally {
        collect(operation, label, ValidationError);
        collect(operation, label, OutOfMemoryError);
      }
    },
    check,
    async settle(operation) {
      await Promise.all(pending);
      check(operation);
    },
    async lost(operation, milliseconds) {
      await Promise.race([device.lost, new Promise((done) => setTimeout(done, milliseconds))]);
      check(operation);
    },
  };
}
