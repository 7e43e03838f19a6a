import { formatExpiry, onlyDigits } from '../shared/card';
import type { FieldStatus, FromFrame, ToFrame } from '../shared/protocol';
import { codeStatus, expiryStatus } from '../shared/rules';
import { Field } from './field';

export class ExpiryField extends Field {
  readonly name = 'expiry';

  constructor(input: HTMLInputElement, say: (message: FromFrame) => void) {
    super(input, say, { autocomplete: 'cc-exp', maxLength: 9 });
  }

  protected format(text: string, deleting: boolean): string {
    return formatExpiry(text, deleting);
  }

  protected judge(): FieldStatus {
    return expiryStatus(this.value(), new Date());
  }
}

export class CodeField extends Field {
  readonly name = 'securityCode';
  private length = 3;
  private required = true;

  constructor(input: HTMLInputElement, say: (message: FromFrame) => void) {
    super(input, say, { autocomplete: 'cc-csc', maxLength: 4 });
  }

  protected format(text: string): string {
    return onlyDigits(text, 4);
  }

  protected judge(): FieldStatus {
    return codeStatus(this.value(), this.length, this.required);
  }

  protected override hearMore(message: ToFrame): void {
    if (message.type !== 'rules') return;
    this.length = message.securityCodeLength;
    this.required = message.required;
    this.report();
  }
}
