import type {
  FieldName, FieldStatus, FieldTexts, FromFrame, Look, ToFrame,
} from '../shared/protocol';

/** Properties a page may choose. None can fetch anything, and the frame's policy forbids it too. */
const LOOK_PROPERTIES = new Set([
  'color', 'caret-color', 'color-scheme', 'direction', 'font-family', 'font-size', 'font-style',
  'font-variant', 'font-weight', 'letter-spacing', 'text-align', '--placeholder',
  '--placeholder-opacity',
]);

/** One input in its frame: formatting, status, looks, and the talk with the page. */
export abstract class Field {
  abstract readonly name: FieldName;
  protected status: FieldStatus = 'empty';
  private deleting = false;
  private typed = false;

  constructor(
    protected readonly input: HTMLInputElement,
    protected readonly say: (message: FromFrame) => void,
    traits: { autocomplete: string; maxLength: number },
  ) {
    input.setAttribute('inputmode', 'numeric');
    input.setAttribute('autocomplete', traits.autocomplete);
    input.name = traits.autocomplete;
    input.maxLength = traits.maxLength;
    input.addEventListener('beforeinput', (event) => {
      this.deleting = event.inputType.startsWith('delete');
    });
    input.addEventListener('input', () => {
      this.typed = true;
      this.onInput();
      this.typed = false;
    });
    input.addEventListener('focus', () => say({ type: 'focus' }));
    input.addEventListener('blur', () => say({ type: 'blur' }));
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') say({ type: 'enter' });
      if (event.key === 'Escape') say({ type: 'escape' });
    });
  }

  /** The text as it should stand. */
  protected abstract format(text: string, deleting: boolean): string;
  protected abstract judge(): FieldStatus;

  value(): string {
    return this.input.value;
  }

  fill(text: string): void {
    this.input.value = text;
    this.onInput();
  }

  /** For the other frames of the form. */
  currentStatus(): FieldStatus {
    return this.status;
  }

  setTexts(texts: FieldTexts): void {
    this.input.setAttribute('aria-label', texts.label);
    this.input.placeholder = texts.placeholder;
    // The label that the page shows while the field has the focus says the same.
    this.input.classList.toggle('labelled', texts.placeholder === texts.label);
    document.title = texts.label;
    document.documentElement.lang = texts.language;
    document.getElementById('error')!.textContent = texts.error;
    if (texts.error) this.input.setAttribute('aria-invalid', 'true');
    else this.input.removeAttribute('aria-invalid');
  }

  setLook(look: Look): void {
    for (const [property, value] of Object.entries(look)) {
      if (!LOOK_PROPERTIES.has(property) || /url\(|image|expression/i.test(value)) continue;
      document.documentElement.style.setProperty(property, value);
    }
  }

  enable(enabled: boolean): void {
    this.input.disabled = !enabled;
  }

  hear(message: ToFrame): void {
    switch (message.type) {
      case 'texts': return this.setTexts(message.texts);
      case 'look': return this.setLook(message.look);
      case 'enable': return this.enable(message.enabled);
      case 'focus': return this.input.focus();
      case 'clear': return this.fill('');
      case 'mask': return void this.input.classList.toggle('masked', message.masked);
      default: return this.hearMore(message);
    }
  }

  /** Messages of one kind of field only. */
  protected hearMore(_message: ToFrame): void {}

  protected onInput(): void {
    const { input } = this;
    const before = input.value;
    const caret = input.selectionStart ?? before.length;
    const after = this.format(before, this.deleting);
    if (after !== before) {
      input.value = after;
      const kept = before.slice(0, caret).replace(/\D/g, '').length;
      const position = caret === before.length ? after.length : placeAfter(after, kept);
      if (document.activeElement === input) input.setSelectionRange(position, position);
    }
    this.deleting = false;
    this.report();
  }

  /** Tells the page where the value stands. */
  report(): void {
    this.status = this.judge();
    this.say({ type: 'value', status: this.status, typed: this.typed });
  }
}

/** The position in `text` that has `count` digits before it. */
function placeAfter(text: string, count: number): number {
  let seen = 0;
  for (let i = 0; i < text.length; ++i) {
    if (seen === count) return i;
    if (/\d/.test(text[i]!)) ++seen;
  }
  return text.length;
}
