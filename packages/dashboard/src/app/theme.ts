/** Light or dark: as the system has it, or as the user chose, which this browser remembers. */
import { effect, signal, type Signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
const THEMES: readonly string[] = ['system', 'light', 'dark'] satisfies Theme[];
const KEY = 'aperture.theme';

/** The user's choice. */
export const theme: Signal<Theme> = signal('system');

/** Grows with every change of what is seen, for what is drawn and not styled. */
export const themeChanges: Signal<number> = signal(0);

/** Applies the choice, and keeps it. */
export function startTheme(): void {
  const kept = read();
  if (isTheme(kept)) theme.value = kept;
  effect(() => {
    const { value } = theme;
    document.documentElement.dataset['theme'] = value;
    write(value);
    themeChanges.value = themeChanges.peek() + 1;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    themeChanges.value += 1;
  });
}

function isTheme(text: string | null): text is Theme {
  return text !== null && THEMES.includes(text);
}

/** A browser may forbid it. */
function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(value: Theme): void {
  try {
    if (value === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, value);
  } catch {
    // It is chosen again next time.
  }
}
