// SPDX-License-Identifier: MIT
// Reads models with three.js and the meshoptimizer decoder and prints what was read, as one JSON array: file, triangles,
// edges without a neighbour, signed volume, bounds. For each file named on the command line (.glb with
// EXT_meshopt_compression, .obj, .stl, .ply, .usdz).
import { readFile } from 'node:fs/promises';
import { MeshoptDecoder } from 'meshoptimizer';
import { OBJLoader } from 'three/examples/jsm/loaders/OBJLoader.js';
import { PLYLoader } from 'three/examples/jsm/loaders/PLYLoader.js';
import { STLLoader } from 'three/examples/jsm/loaders/STLLoader.js';
import { USDLoader } from 'three/examples/jsm/loaders/USDLoader.js';

// three.js wants an element for each texture; only geometry is measured here.
globalThis.document = { createElementNS: () => ({ addEventListener() {}, removeEventListener() {} }) };

const COMPONENTS = { 5121: Uint8Array, 5123: Uint16Array, 5125: Uint32Array };

function unpack(glb, index) {
  const { json, binary } = glb;
  const accessor = json.accessors[index];
  const packed = json.bufferViews[accessor.bufferView].extensions.EXT_meshopt_compression;
  const bytes = new Uint8Array(packed.count * packed.byteStride);
  const source = binary.subarray(packed.byteOffset, packed.byteOffset + packed.byteLength);
  MeshoptDecoder.decodeGltfBuffer(bytes, packed.count, packed.byteStride, source, packed.mode, packed.filter);
  return { values: new COMPONENTS[accessor.componentType](bytes.buffer), stride: packed.byteStride };
}

/** Corners of all triangles, nine numbers each. */
async function glbCorners(bytes) {
  await MeshoptDecoder.ready;
  const length = bytes.readUInt32LE(12);
  const json = JSON.parse(bytes.toString('utf8', 20, 20 + length));
  const glb = { json, binary: bytes.subarray(28 + length) };
  const primitive = json.meshes[0].primitives[0];
  const positions = unpack(glb, primitive.attributes.POSITION);
  const indices = unpack(glb, primitive.indices);
  const node = json.nodes[0];
  const corners = [];
  for (const i of indices.values) {
    for (let k = 0; k < 3; k++) {
      const q = positions.values[(i * positions.stride) / 2 + k];
      corners.push((q / 65535) * node.scale[k] + node.translation[k]);
    }
  }
  return corners;
}

function geometryCorners(geometry) {
  const flat = geometry.index ? geometry.toNonIndexed() : geometry;
  return Array.from(flat.getAttribute('position').array);
}

function objectCorners(object) {
  const corners = [];
  object.traverse((child) => {
    if (child.isMesh) corners.push(...geometryCorners(child.geometry));
  });
  return corners;
}

async function corners(file) {
  const bytes = await readFile(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  switch (file.split('.').pop()) {
    case 'glb': return glbCorners(bytes);
    case 'obj': return objectCorners(new OBJLoader().parse(bytes.toString('utf8')));
    case 'ply': return geometryCorners(new PLYLoader().parse(buffer));
    case 'stl': return geometryCorners(new STLLoader().parse(buffer));
    case 'usdz': return objectCorners(new USDLoader().parse(buffer));
    default: throw new Error(`${file}: not a format that is measured`);
  }
}

/** How many edges of a triangle lack a neighbour that runs along them the other way. */
function openEdges(p) {
  const known = new Map(), edges = new Map();
  const vertex = (i) => {
    const key = `${p[i]} ${p[i + 1]} ${p[i + 2]}`;
    if (!known.has(key)) known.set(key, known.size);
    return known.get(key);
  };
  for (let i = 0; i < p.length; i += 9) {
    const v = [vertex(i), vertex(i + 3), vertex(i + 6)];
    for (let k = 0; k < 3; k++) {
      const from = v[k], to = v[(k + 1) % 3], key = from < to ? `${from} ${to}` : `${to} ${from}`;
      edges.set(key, (edges.get(key) ?? 0) + (from < to ? 1 : -1));
    }
  }
  return [...edges.values()].filter((balance) => balance !== 0).length;
}

const results = [];
for (const file of process.argv.slice(2)) {
  const p = await corners(file);
  let volume = 0;
  const min = [Infinity, Infinity, Infinity], max = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < p.length; i += 9) {
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = p.slice(i, i + 9);
    volume += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
  }
  for (let i = 0; i < p.length; i++) {
    min[i % 3] = Math.min(min[i % 3], p[i]);
    max[i % 3] = Math.max(max[i % 3], p[i]);
  }
  results.push({ file, triangles: p.length / 9, open: openEdges(p), volume, min, max });
}
console.log(JSON.stringify(results));
