/** Waits, for ever where `milliseconds` is infinite; ends early when one of the signals aborts. */
export function wait(
  milliseconds: number,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (): void => {
      if (timer !== undefined) clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener("abort", end);
      resolve();
    };
    for (const signal of signals) signal?.addEventListener("abort", end);
    if (signals.some((signal) => signal?.aborted)) end();
    else if (Number.isFinite(milliseconds)) timer = setTimeout(end, milliseconds);
  });
}
