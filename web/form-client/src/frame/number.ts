import { CardKind, detect, formatNumber, onlyDigits } from '../shared/card';
import { CardFacts, Credentials, FieldStatus, FromFrame, ToFrame } from '../shared/protocol';
import { NUMBER_MAX, numberStatus } from '../shared/rules';
import { Brands, CardRange } from './brands';
import { Field } from './field';
import { Teller, TestCard } from './teller';

const BIN_LENGTH = 8;

/** The field of the number: it knows the card's brand, and it is the form's teller. */
export class NumberField extends Field {
  readonly name = 'pan';
  private readonly teller = new Teller();
  private readonly brands = new Brands(this.teller, () => this.report());
  private credentials: Credentials = { publicKey: '', formToken: '' };
  private cards: TestCard[] = [];
  private told = '';

  constructor(
    input: HTMLInputElement,
    say: (message: FromFrame) => void,
    private readonly peers: () => Field[],
  ) {
    super(input, say, { autocomplete: 'cc-number', maxLength: NUMBER_MAX + 4 });
  }

  private digits(): string {
    return onlyDigits(this.value());
  }

  /** Local knowledge, corrected by what the gateway says of these first digits. */
  private kind(): CardKind {
    const guess = detect(this.digits());
    const range = this.brands.find(this.digits());
    if (!range?.known) return guess;
    return {
      brand: range.brands[0] ?? guess.brand,
      lengths: range.lengths,
      code: range.securityCodeLength,
      gaps: range.lengths.includes(16) ? [4, 8, 12, 16] : guess.gaps,
    };
  }

  protected format(text: string): string {
    const digits = onlyDigits(text);
    return formatNumber(digits, detect(digits).gaps);
  }

  protected judge(): FieldStatus {
    const exempt = this.cards.filter((card) => card.badCheckDigit).map((card) => card.number);
    return numberStatus(this.digits(), { kind: this.kind(), exempt });
  }

  protected override onInput(): void {
    this.brands.learn(this.digits(), this.credentials);
    super.onInput();
  }

  /** What card it is comes before whether its number is right. */
  override report(): void {
    this.tellFacts(this.brands.find(this.digits()));
    super.report();
  }

  private tellFacts(range: CardRange | null): void {
    const digits = this.digits();
    const kind = this.kind();
    const facts: CardFacts = {
      bin: digits.length < 6 ? '' : digits.slice(0, BIN_LENGTH),
      brand: kind.brand,
      brands: range?.known ? range.brands : [],
      securityCodeLength: kind.code,
      accepted: !range?.known || range.brands.length > 0,
    };
    const text = JSON.stringify(facts);
    if (text === this.told) return;
    this.told = text;
    this.say({ type: 'card', facts });
  }

  protected override hearMore(message: ToFrame): void {
    if (message.type === 'credentials') {
      this.credentials = message.credentials;
      this.brands.forget();
      this.brands.learn(this.digits(), this.credentials);
    } else if (message.type === 'fill') {
      this.fillTestCard(message.card);
    } else if (message.type === 'ask') {
      void this.ask(message);
    }
  }

  // The page names a card of the gateway's list: it cannot make the frames hold digits it chose.
  private fillTestCard(index: number): void {
    const card = this.cards[index];
    if (!card) return;
    for (const field of this.peers()) {
      if (field.name === 'pan') field.fill(card.number);
      if (field.name === 'expiry') field.fill(`12 / ${(new Date().getFullYear() + 3) % 100}`);
      if (field.name === 'securityCode') field.fill('1234'.slice(0, card.securityCodeLength));
    }
  }

  private async ask({ id, request }: Extract<ToFrame, { type: 'ask' }>): Promise<void> {
    const answer = await this.teller.ask(request, this.peers());
    if (request.action === 'cards' && answer.kind === 'answer' && answer.status === 'SUCCESS') {
      this.cards = answer.answer.cards;
      this.report();
    }
    this.say({ type: 'told', id, answer });
  }
}
