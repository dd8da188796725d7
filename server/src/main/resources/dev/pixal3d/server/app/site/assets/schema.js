// SPDX-License-Identifier: MIT
// What can be asked for, read from the endpoint's OpenAPI document. The page knows no parameter by itself.

/** A parameter: its name and its JSON schema, made easy to ask. */
class Field {
  constructor(name, schema) {
    this.name = name;
    this.title = schema.title;
    this.help = schema.description;
    this.type = schema.type;
    this.choices = schema.enum;
    this.min = schema.minimum;
    this.max = schema.maximum;
    this.fallback = schema.default;
    this.isFile = schema.ui !== undefined;
    this.isList = schema.type === 'array';
    this.words = schema.items?.anyOf?.flatMap((kind) => kind.enum ?? []) ?? [];
    this.choosesEngine = schema['x-pixal3d-chooses'] === 'engine';
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

class Schema {
  constructor(endpoint, input, engines) {
    this.endpoint = endpoint;
    const order = input['x-fal-order-properties'];
    const fields = order.map((name) => new Field(name, input.properties[name]));
    /** The field that brings the picture, or whatever else the endpoint begins with. */
    this.source = fields.find((field) => field.isFile && !field.isList).name;
    /** The field that brings several pictures of one object, and the one that says which side each shows. */
    this.views = fields.find((field) => field.isFile && field.isList)?.name;
    const cameras = fields.find((field) => !field.isFile && field.isList);
    this.cameras = cameras?.name;
    this.sides = cameras?.words ?? [];
    this.fields = fields.filter((field) => !field.isFile && !field.isList);
    this.groups = input['x-pixal3d-groups'] ?? [];
    this.presets = input['x-pixal3d-presets'] ?? [];
    this.engines = engines;
  }

  field(name) {
    return this.fields.find((field) => field.name === name);
  }

  /** Why several pictures of one object cannot be worked from; empty when they can. */
  oneObjectRefused(settings) {
    const choice = this.fields.find((field) => field.choosesEngine);
    const wanted = choice && settings.get(choice.name);
    const able = this.engines.filter((engine) => engine.several_pictures);
    if (able.some((engine) => wanted === choice?.fallback || engine.id === wanted)) return '';
    return able.length
      ? `The ${wanted} engine works from one picture.`
      : 'This server has no weights for several pictures (pixal3d pull --only pixal3d-views).';
  }
}

const load = async (path) => (await fetch(path)).json();

export async function loadSchema(endpoint) {
  const [document, { engines }] = await Promise.all([
    load(`/openapi.json?endpoint_id=${encodeURIComponent(endpoint)}`),
    load('/engines.json'),
  ]);
  const body = document.paths[`/${endpoint}`].post.requestBody.content['application/json'].schema;
  return new Schema(endpoint, document.components.schemas[body.$ref.split('/').pop()], engines);
}
