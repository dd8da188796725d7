// SPDX-License-Identifier: MIT
// What can be asked for, read from the endpoint's OpenAPI document. The page knows no parameter by itself.
import { ENDPOINT } from './access.js';

/** A parameter: its name and its JSON schema, made easy to ask. */
export class Field {
  constructor(name, schema) {
    this.name = name;
    this.title = schema.title;
    this.help = schema.description;
    this.type = schema.type;
    this.choices = schema.enum;
    this.min = schema.minimum;
    this.max = schema.maximum;
    this.fallback = schema.default;
    this.isPicture = schema.ui?.field === 'image';
    this.group = schema['x-pixal3d-group'];
  }

  /** Whether a value is the one that holds without it. */
  isDefault(value) {
    return value === undefined || value === this.fallback;
  }

  /** The value that a text or a JSON value means; undefined when it means none. */
  read(raw) {
    if (raw === '' || raw === null || raw === undefined) return undefined;
    if (this.type === 'boolean') return typeof raw === 'boolean' ? raw : raw === 'true';
    // a number that JSON cannot hold exactly stays what was typed
    if (this.type === 'integer' && typeof raw === 'string' && !Number.isSafeInteger(Number(raw))) return raw;
    return this.type === 'integer' || this.type === 'number' ? Number(raw) : String(raw);
  }

  /** What is wrong with a value before it is sent; empty when nothing is. */
  complaint(value) {
    if (value === undefined) return '';
    if (this.choices) return this.choices.includes(value) ? '' : `Allowed: ${this.choices.join(', ')}.`;
    if (this.type === 'integer' && !/^-?\d+$/.test(String(value))) return 'This must be a whole number.';
    if (this.type === 'number' && !Number.isFinite(value)) return 'This must be a number.';
    if (this.min !== undefined && (value < this.min || value > this.max)) return `Allowed: ${this.min} to ${this.max}.`;
    return '';
  }
}

export class Schema {
  constructor(input, engines) {
    const order = input['x-fal-order-properties'];
    const fields = order.map((name) => new Field(name, input.properties[name]));
    this.picture = fields.find((field) => field.isPicture).name;
    this.fields = fields.filter((field) => !field.isPicture);
    this.groups = input['x-pixal3d-groups'] ?? [];
    this.presets = input['x-pixal3d-presets'] ?? [];
    this.engines = engines;
  }

  field(name) {
    return this.fields.find((field) => field.name === name);
  }
}

const load = async (path) => (await fetch(path)).json();

export async function loadSchema() {
  const [document, { engines }] = await Promise.all([load(`/openapi.json?endpoint_id=${encodeURIComponent(ENDPOINT)}`), load('/engines.json')]);
  const body = document.paths[`/${ENDPOINT}`].post.requestBody.content['application/json'].schema;
  return new Schema(document.components.schemas[body.$ref.split('/').pop()], engines);
}
