// SPDX-License-Identifier: MIT
// Programs that do what the form would do, for this server and with the values as they stand. Each runs as it is
// shown, beside the picture and with FAL_KEY set; the tests do that.
import { ACCESS, ENDPOINT } from './access.js';
import { el, fill, say, tabs } from './dom.js';
import { sourceOf } from './source.js';

const LANGUAGES = [
  ['javascript', 'JavaScript'],
  ['python', 'Python'],
  ['java', 'Java'],
  ['curl', 'curl'],
];
const KEYED = ACCESS !== 'anonymous';

const json = (value) => JSON.stringify(value);
/** One picture's expression, or a list of several. */
const listed = (pictures, one, open = '[', close = ']') =>
  pictures.length === 1 ? one(pictures[0]) : open + pictures.map(one).join(', ') + close;
const fromFile = (pictures) => pictures.some(({ address }) => !address);
const python = (value) => (value === true ? 'True' : value === false ? 'False' : json(value));

function javascript({ pictures, field, values }) {
  const more = Object.entries(values)
    .map(([name, value]) => `    ${name}: ${json(value)},\n`)
    .join('');
  return `// npm install @fal-ai/client
import { readFile } from "node:fs/promises";
import { createFalClient } from "@fal-ai/client";

const fal = createFalClient({
${KEYED ? '  credentials: process.env.FAL_KEY,\n' : ''}  proxyUrl: { url: "${location.origin}/api/fal/proxy", when: "always" },
});
const { data } = await fal.subscribe("${ENDPOINT}", {
  input: {
    ${field}: ${listed(pictures, (picture) => (picture.address ? json(picture.address) : `new Blob([await readFile(${json(picture.name)})])`))},
${more}  },
  logs: true,
  onQueueUpdate: (update) => console.log(update.status, update.progress?.stage ?? ""),
});
console.log(data.model_glb.url);
`;
}

function pythonSample({ pictures, field, values }) {
  const more = Object.entries(values)
    .map(([name, value]) => `    ${json(name)}: ${python(value)},\n`)
    .join('');
  const head = KEYED
    ? 'headers = {"Authorization": "Key " + os.environ["FAL_KEY"], "Content-Type": "application/json"}'
    : 'headers = {"Content-Type": "application/json"}';
  const source = listed(pictures, (picture) =>
    picture.address
      ? json(picture.address)
      : `"data:image/png;base64," + base64.b64encode(open(${json(picture.name)}, "rb").read()).decode()`,
  );
  const imports = [fromFile(pictures) ? 'base64' : '', 'json', KEYED ? 'os' : '', 'time', 'urllib.request'].filter(
    Boolean,
  );
  return `${imports.map((name) => `import ${name}`).join('\n')}

queue = "${location.origin}/queue/${ENDPOINT}"
${head}

def call(url, body=None):
    request = urllib.request.Request(url, body and json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)

job = call(queue, {
    ${json(field)}: ${source},
${more}})
while (status := call(job["status_url"]))["status"] != "COMPLETED":
    print(status["status"], (status.get("progress") or {}).get("stage", ""))
    time.sleep(1)
print(call(job["response_url"])["model_glb"]["url"])
`;
}

function java({ pictures, field, values }) {
  const source = listed(
    pictures,
    (picture) =>
      picture.address
        ? json(picture.address)
        : `"data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(${json(picture.name)})))`,
    'List.of(',
    ')',
  );
  const files = fromFile(pictures);
  const imports = [
    'ai.fal.client.ClientConfig',
    KEYED ? 'ai.fal.client.CredentialsResolver' : '',
    'ai.fal.client.FalClient',
    'ai.fal.client.SubscribeOptions',
    'com.google.gson.JsonObject',
    files ? 'java.nio.file.Files' : '',
    files ? 'java.nio.file.Path' : '',
    files ? 'java.util.Base64' : '',
    'java.util.HashMap',
    pictures.length > 1 ? 'java.util.List' : '',
    'java.util.Map',
  ];
  const literal = (value) => {
    if (Array.isArray(value)) return `List.of(${value.map(literal).join(', ')})`;
    return Number.isInteger(value) && Math.abs(value) > 2147483647 ? `${value}L` : json(value);
  };
  const more = Object.entries(values)
    .map(([name, value]) => `        input.put(${json(name)}, ${literal(value)});\n`)
    .join('');
  return `// Maven: ai.fal.client:fal-client:0.7.1
${imports
  .filter(Boolean)
  .map((name) => `import ${name};`)
  .join('\n')}

class Model {
    public static void main(String[] arguments) throws Exception {
        var fal = FalClient.withConfig(ClientConfig.builder()
${KEYED ? '                .withCredentials(CredentialsResolver.fromApiKey(System.getenv("FAL_KEY")))\n' : ''}                .withProxyUrl("${location.origin}/api/fal/proxy").build());
        Map<String, Object> input = new HashMap<>();
        input.put(${json(field)}, ${source});
${more}        var result = fal.subscribe("${ENDPOINT}", SubscribeOptions.<JsonObject>builder()
                .input(input).resultType(JsonObject.class).logs(true).build());
        System.out.println(result.getData().getAsJsonObject("model_glb").get("url").getAsString());
        System.exit(0); // the client's threads would keep the program for another minute
    }
}
`;
}

function curl({ pictures, field, values }) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const key = KEYED ? ' -H "Authorization: Key $FAL_KEY"' : '';
  const more = Object.entries(values)
    .map(([name, value]) => `, ${json(name)}: ${json(value)}`)
    .join('');
  if (!fromFile(pictures)) {
    const body = `{${json(field)}: ${listed(pictures, (picture) => json(picture.address))}${more}}`;
    return `curl -s ${location.origin}/run/${ENDPOINT}${key} -H 'Content-Type: application/json' \\
  -d ${quoted(body)}
`;
  }
  const [open, close] = pictures.length > 1 ? ['[', ']'] : ['', ''];
  const files = pictures.map((picture, i) => {
    const before = i === 0 ? `{${json(field)}: ${open}` : ', ';
    return picture.address
      ? `printf %s ${quoted(before + json(picture.address))}; `
      : `printf %s ${quoted(`${before}"data:image/png;base64,`)}; base64 < ${quoted(picture.name)} | tr -d '\\n'; printf %s '"'; `;
  });
  return `(${files.join('')}printf %s ${quoted(`${close}${more}}`)}) |
  curl -s ${location.origin}/run/${ENDPOINT}${key} -H 'Content-Type: application/json' -d @-
`;
}

const WRITERS = { javascript, python: pythonSample, java, curl };

export class Samples {
  #settings;
  #pictures;
  #schema;
  #code = el('code');
  #language = 'javascript';

  constructor(schema, settings, pictures) {
    this.#schema = schema;
    this.#settings = settings;
    this.#pictures = pictures;
    const copy = el('button', { type: 'button', onclick: () => this.#copy() }, 'Copy');
    const block = el('pre', { id: 'code-block', tabindex: 0, role: 'tabpanel', 'aria-label': 'Code' }, this.#code);
    const languages = tabs(
      'Language',
      LANGUAGES.map(([id, title]) => [id, title, 'code-block']),
      (id) => {
        this.#language = id;
        this.#show();
      },
    );
    const note = KEYED ? 'Set FAL_KEY to a key of this server. ' : '';
    this.element = el(
      'div',
      { id: 'code-panel', role: 'tabpanel', hidden: true },
      el('div', { class: 'code-head' }, languages, copy),
      block,
      el('p', { class: 'help' }, `${note}Runs as it is, in the folder that holds the picture.`),
    );
    for (const source of [settings, pictures]) source.addEventListener('change', () => this.#show());
    this.#show();
  }

  #show() {
    const [subject = [{ name: 'robot.png', file: true }]] = this.#pictures.subjects;
    const pictures = subject.map(({ name, file, address }) => ({ name, address: file ? '' : address }));
    const [[field], ...more] = Object.entries(sourceOf(this.#schema, subject, () => ''));
    const about = { pictures, field, values: { ...Object.fromEntries(more), ...this.#settings.changed() } };
    fill(this.#code, WRITERS[this.#language](about));
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#code.textContent);
      say('Code copied');
    } catch {
      // no right to the clipboard, or no secure page: leave it marked for Ctrl-C
      getSelection().selectAllChildren(this.#code);
      say('Code selected, copy it with Ctrl and C');
    }
  }
}
