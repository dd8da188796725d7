// SPDX-License-Identifier: MIT
// Prints the Khronos glTF validator's report of each file named on the command line, as one JSON array.
import { readFile } from 'node:fs/promises';
import validator from 'gltf-validator';

const reports = [];
for (const file of process.argv.slice(2)) {
  const bytes = new Uint8Array(await readFile(file));
  reports.push(await validator.validateBytes(bytes, { uri: file, maxIssues: 0, writeTimestamp: false }));
}
console.log(JSON.stringify(reports));
