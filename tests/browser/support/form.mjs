// The form as a buyer meets it, found only by what merchants and their tests may rely on.

export const cards = {
  accepted: { pan: '4970100000000055', expiry: '1231', code: '123' },
  mastercard: { pan: '5970100300000018', expiry: '1231', code: '123' },
  amex: { pan: '375900000000008', expiry: '1231', code: '1234' },
  refused: { pan: '4970100000000071', expiry: '1231', code: '123' },
};

export class Form {
  constructor(page, root = '.kr-embedded') {
    this.page = page;
    this.root = page.locator(root);
    this.button = this.root.locator('.kr-payment-button');
    this.error = this.root.locator('.kr-form-error');
  }

  field(name) {
    return this.root.locator(`.${name}`).frameLocator('iframe').locator('input');
  }
  get pan() { return this.field('kr-pan'); }
  get expiry() { return this.field('kr-expiry'); }
  get code() { return this.field('kr-security-code'); }

  async ready() {
    // A locator keeps no hold of the element: the test of leaks counts what is left in the page.
    await this.page.locator('.kr-embedded[kr-form-ready]').waitFor();
    return this;
  }

  async fill(card) {
    if (card.pan) {
      await this.pan.fill('');
      await this.pan.pressSequentially(card.pan);
    }
    if (card.expiry) {
      await this.expiry.fill('');
      await this.expiry.pressSequentially(card.expiry);
    }
    if (card.code) {
      await this.code.fill('');
      await this.code.pressSequentially(card.code);
    }
  }

  async pay(card) {
    await this.fill(card);
    await this.press();
  }

  press() { return this.button.click(); }

  label() { return this.button.locator('span').first().innerText(); }

  /// The message shown, once there is one.
  async message() {
    await this.root.locator('.kr-form-error.kr-form-error-visible').waitFor();
    return (await this.error.innerText()).trim();
  }
}
