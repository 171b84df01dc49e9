/** Prints rows under a line of heads: the first column to the left, the others to the right. */
export function table(heads, ...body) {
  const rows = [heads, ...body];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    return cells.join("   ").trimEnd();
  });
  process.stdout.write(`${lines.join("\n")}\n\n`);
}

/** How many times as long it takes as ours. */
export const ratio = (figure, ours) => `${(figure / ours).toFixed(2)}x`;

export const verdict = (met) => (met ? "met" : "missed");
