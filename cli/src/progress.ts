/** Told how much is done. */
export type Progress = (count: number) => void;

/** What a person at the terminal sees of what takes long; elsewhere nothing. */
export function showProgress(what: string): Progress {
  if (!process.stderr.isTTY) return () => {};
  let last = Date.now();
  return (count) => {
    const now = Date.now();
    if (now - last < 200) return;
    last = now;
    process.stderr.write(`\r${what}: ${count} entries `);
  };
}

/** Clears the line for what is printed next. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
}
