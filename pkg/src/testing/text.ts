/** Bytes as text, whatever they are. */
export const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The value of a JSON text, or the text itself. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
