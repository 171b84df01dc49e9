/** What is read out when typing pauses, not with every key. */
const PAUSE = 700;
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** Says a text in the live region of this id. */
export function announce(id: string, text: string): void {
  clearTimeout(waiting.get(id));
  waiting.set(
    id,
    setTimeout(() => {
      // By then another page may be shown.
      const live = document.getElementById(id);
      if (live && live.textContent !== text) live.textContent = text;
    }, PAUSE),
  );
}
