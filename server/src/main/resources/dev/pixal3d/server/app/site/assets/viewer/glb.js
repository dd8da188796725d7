// SPDX-License-Identifier: MIT
// Reads a GLB as this server writes it: primitives as views of the file's bytes, ready for the graphics card,
// materials with their pictures, and what the file says about itself. Not a reader of any glTF: no skins, no
// animations, no sparse accessors.
import { IDENTITY, multiply } from './matrix.js';
import { decodeViews } from './meshopt.js';

const MAGIC = 0x46546c67,
  JSON_CHUNK = 0x4e4f534a,
  BINARY_CHUNK = 0x004e4942;
const ARRAYS = {
  5120: Int8Array,
  5121: Uint8Array,
  5122: Int16Array,
  5123: Uint16Array,
  5125: Uint32Array,
  5126: Float32Array,
};
const WIDTHS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };

function chunks(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < 20 || view.getUint32(0, true) !== MAGIC) throw new Error('The file is no GLB.');
  const found = {};
  for (let at = 12; at + 8 <= buffer.byteLength;) {
    const length = view.getUint32(at, true),
      type = view.getUint32(at + 4, true);
    found[type] = new Uint8Array(buffer, at + 8, length);
    at += 8 + length;
  }
  return { json: JSON.parse(new TextDecoder().decode(found[JSON_CHUNK])), binary: found[BINARY_CHUNK] };
}

function local(node) {
  if (node.matrix) return node.matrix;
  const [x, y, z, w] = node.rotation ?? [0, 0, 0, 1],
    [sx, sy, sz] = node.scale ?? [1, 1, 1],
    [tx, ty, tz] = node.translation ?? [0, 0, 0];
  return [
    sx * (1 - 2 * (y * y + z * z)),
    sx * 2 * (x * y + z * w),
    sx * 2 * (x * z - y * w),
    0,
    sy * 2 * (x * y - z * w),
    sy * (1 - 2 * (x * x + z * z)),
    sy * 2 * (y * z + x * w),
    0,
    sz * 2 * (x * z + y * w),
    sz * 2 * (y * z - x * w),
    sz * (1 - 2 * (x * x + y * y)),
    0,
    tx,
    ty,
    tz,
    1,
  ];
}

/** The meshes of the default scene with the matrices that place them. */
function placed(json) {
  const out = [];
  const visit = (index, parent) => {
    const node = json.nodes[index],
      world = multiply(parent, local(node));
    if (node.mesh !== undefined) out.push({ mesh: json.meshes[node.mesh], world });
    for (const child of node.children ?? []) visit(child, world);
  };
  for (const root of json.scenes[json.scene ?? 0].nodes) visit(root, IDENTITY);
  return out;
}

/** An attribute or the indices: a typed array over the file and how it is laid out. */
function accessor(json, views, index) {
  const about = json.accessors[index],
    { bytes, stride } = views[about.bufferView];
  const Type = ARRAYS[about.componentType],
    width = WIDTHS[about.type];
  const step = stride || width * Type.BYTES_PER_ELEMENT;
  const start = bytes.byteOffset + (about.byteOffset ?? 0);
  const length = ((about.count - 1) * step) / Type.BYTES_PER_ELEMENT + width;
  return {
    data: new Type(bytes.buffer, start, length),
    count: about.count,
    width,
    stride: step,
    type: about.componentType,
    normalized: about.normalized === true,
    min: about.min,
    max: about.max,
  };
}

/** Lowest and highest corner in the scene, from the accessors' own bounds. */
function bounds(primitives) {
  const low = [Infinity, Infinity, Infinity],
    high = [-Infinity, -Infinity, -Infinity];
  for (const { position, world } of primitives) {
    const scale = position.normalized
      ? 1 / (2 ** (8 * position.data.BYTES_PER_ELEMENT - (position.type % 2 === 0 ? 1 : 0)) - 1)
      : 1;
    for (let corner = 0; corner < 8; corner++) {
      const p = [0, 1, 2].map((k) => scale * ((corner >> k) & 1 ? position.max : position.min)[k]);
      for (let k = 0; k < 3; k++) {
        const value = world[k] * p[0] + world[4 + k] * p[1] + world[8 + k] * p[2] + world[12 + k];
        low[k] = Math.min(low[k], value);
        high[k] = Math.max(high[k], value);
      }
    }
  }
  return { low, high };
}

async function images(json, views) {
  return Promise.all(
    (json.images ?? []).map(({ bufferView, mimeType }) => {
      const options = { premultiplyAlpha: 'none', colorSpaceConversion: 'none' };
      return createImageBitmap(new Blob([views[bufferView].bytes], { type: mimeType }), options);
    }),
  );
}

function material(json, index, pictures) {
  const about = json.materials?.[index] ?? {},
    pbr = about.pbrMetallicRoughness ?? {};
  const of = (info) => {
    if (!info) return undefined;
    const texture = json.textures[info.index];
    const { offset = [0, 0], scale = [1, 1] } = info.extensions?.KHR_texture_transform ?? {};
    return {
      image: pictures[texture.extensions?.EXT_texture_webp?.source ?? texture.source],
      transform: [...scale, ...offset],
    };
  };
  return {
    color: pbr.baseColorFactor ?? [1, 1, 1, 1],
    metallic: pbr.metallicFactor ?? 1,
    roughness: pbr.roughnessFactor ?? 1,
    colorMap: of(pbr.baseColorTexture),
    surfaceMap: of(pbr.metallicRoughnessTexture),
    normalMap: of(about.normalTexture),
    occluded: about.occlusionTexture !== undefined,
    alpha: about.alphaMode ?? 'OPAQUE',
    cutoff: about.alphaCutoff ?? 0.5,
    doubleSided: about.doubleSided === true,
  };
}

/**
 * Reads a file.
 *
 * @returns {Promise<{primitives: object[], bounds: {low: number[], high: number[]}, extras: object, triangles: number}>}
 */
export async function readGlb(buffer) {
  const { json, binary } = chunks(buffer);
  const views = decodeViews(json, binary);
  const pictures = await images(json, views);
  const primitives = placed(json).flatMap(({ mesh, world }) =>
    mesh.primitives.map((primitive) => ({
      world,
      position: accessor(json, views, primitive.attributes.POSITION),
      normal: accessor(json, views, primitive.attributes.NORMAL),
      uv:
        primitive.attributes.TEXCOORD_0 === undefined
          ? undefined
          : accessor(json, views, primitive.attributes.TEXCOORD_0),
      tangent:
        primitive.attributes.TANGENT === undefined ? undefined : accessor(json, views, primitive.attributes.TANGENT),
      index: accessor(json, views, primitive.indices),
      material: material(json, primitive.material, pictures),
    })),
  );
  const triangles = primitives.reduce((sum, { index }) => sum + index.count / 3, 0);
  return { primitives, bounds: bounds(primitives), extras: json.asset.extras ?? {}, triangles };
}
