// SPDX-License-Identifier: MIT
// Rewrites a GLB with other people's tools, in the ways they offer, and prints the files as one JSON array.
// Arguments: the GLB, a folder for the results.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Logger, NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { dequantize, draco, meshopt, quantize, sparse } from '@gltf-transform/functions';
import draco3d from 'draco3dgltf';
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer';

const [source, folder] = process.argv.slice(2);
const files = [];

const gltfpack = join(dirname(createRequire(import.meta.url).resolve('gltfpack/package.json')), 'cli.js');
const PACKED = {
  plain: [],
  floats: ['-noq'],
  packed: ['-c'],
  packed_more: ['-cc'],
  packed_khr: ['-cc', '-ce', 'khr'],
  packed_float_positions: ['-c', '-vpf'],
  packed_all_floats: ['-c', '-vpf', '-vtf', '-vnf'],
  packed_normalized: ['-c', '-vpn', '-vp', '16', '-vn', '12'],
  packed_interleaved: ['-c', '-vi'],
};
for (const [name, options] of Object.entries(PACKED)) {
  const file = join(folder, `gltfpack-${name}.glb`);
  execFileSync(process.execPath, [gltfpack, '-i', source, '-o', file, '-kn', '-km', ...options]);
  files.push(file);
}

const io = new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({
  'meshopt.decoder': MeshoptDecoder,
  'meshopt.encoder': MeshoptEncoder,
  'draco3d.encoder': await draco3d.createEncoderModule(),
  'draco3d.decoder': await draco3d.createDecoderModule(),
});
await MeshoptEncoder.ready;
const TRANSFORMED = {
  // numbers that are quantised already are quantised wrongly once more, and as sparse ones become zero (4.5.1)
  quantized: [dequantize(), quantize()],
  meshopt_medium: [dequantize(), meshopt({ encoder: MeshoptEncoder, level: 'medium' })],
  meshopt_high: [dequantize(), meshopt({ encoder: MeshoptEncoder, level: 'high' })],
  sparse: [dequantize(), sparse({ ratio: 1 })],
  draco: [draco()],
};
for (const [name, transforms] of Object.entries(TRANSFORMED)) {
  const document = await io.read(source);
  // it would write to standard output
  document.setLogger(new Logger(Logger.Verbosity.SILENT));
  await document.transform(...transforms);
  const file = join(folder, `transform-${name}.glb`);
  await io.write(file, document);
  files.push(file);
}
console.log(JSON.stringify(files));
