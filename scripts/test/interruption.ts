/** How a command of the proofs is stopped: by a signal, or because the command that started it is gone. */

/** A signal that is aborted, with a sentence, when this process is to stop. */
export function hearInterruption(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interruption.abort(new Error(`Stopped by ${signal}.`)));
  }
  // The command that started this one is gone, however it ended.
  process.on('disconnect', () => interruption.abort(new Error('Stopped: the parent process has ended.')));
  return interruption.signal;
}
