// SPDX-License-Identifier: MIT
// The values that the visitor has chosen. Only what differs from the defaults is kept, sent, linked and shown as JSON.

export class Settings extends EventTarget {
  #schema;
  #values = new Map();

  constructor(schema) {
    super();
    this.#schema = schema;
  }

  get(name) {
    return this.#values.has(name) ? this.#values.get(name) : this.#schema.field(name).fallback;
  }

  isChanged(name) {
    return this.#values.has(name);
  }

  set(name, value) {
    if (this.#schema.field(name).isDefault(value)) this.#values.delete(name);
    else this.#values.set(name, value);
    this.#tell();
  }

  /** Takes these values and the defaults for all else; names that the endpoint does not know are left out. */
  replace(values) {
    this.#values.clear();
    for (const field of this.#schema.fields) {
      const value = field.read(values[field.name]);
      if (!field.isDefault(value)) this.#values.set(field.name, value);
    }
    this.#tell();
  }

  /** What differs from the defaults, in the schema's order. */
  changed() {
    const names = this.#schema.fields.map((field) => field.name).filter((name) => this.#values.has(name));
    return Object.fromEntries(names.map((name) => [name, this.#values.get(name)]));
  }

  /** What the schema does not allow: pairs of name and message. */
  complaints() {
    return this.#schema.fields
      .map((field) => [field.name, field.complaint(this.#values.get(field.name))])
      .filter(([, text]) => text);
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
