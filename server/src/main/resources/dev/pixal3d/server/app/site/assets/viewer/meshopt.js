// SPDX-License-Identifier: MIT
// The buffer views of a file, unpacked where EXT_meshopt_compression packed them: version 0 of ATTRIBUTES, version 1
// of TRIANGLES, the filters OCTAHEDRAL and EXPONENTIAL, which is what this server writes.

const EXTENSIONS = ['EXT_meshopt_compression', 'KHR_meshopt_compression'];
const VERTEX_HEADER = 0xa0,
  INDEX_HEADER = 0xe1,
  GROUP = 16,
  BITS = [0, 2, 4, 8],
  NEAR = 13,
  TABLE = 16;

/** Vertices: for each byte of the element a stream of groups of sixteen differences to the element before. */
function attributes(input, count, stride) {
  if (input[0] !== VERTEX_HEADER) throw new Error('The geometry is packed in a way that this viewer does not know.');
  const out = new Uint8Array(count * stride),
    previous = input.slice(input.length - stride);
  const most = Math.min((8192 / stride) & ~(GROUP - 1), 256),
    values = new Uint8Array(most + GROUP);
  let at = 1;
  for (let first = 0; first < count; first += most) {
    const size = Math.min(most, count - first),
      groups = Math.ceil(size / GROUP);
    for (let k = 0; k < stride; k++) {
      const modes = at;
      at += Math.ceil(groups / 4);
      for (let g = 0; g < groups; g++)
        at = group(input, at, BITS[(input[modes + (g >> 2)] >> ((g % 4) * 2)) & 3], values, g * GROUP);
      for (let i = 0; i < size; i++) {
        previous[k] += (values[i] >> 1) ^ -(values[i] & 1);
        out[(first + i) * stride + k] = previous[k];
      }
    }
  }
  return out;
}

function group(input, from, bits, values, to) {
  const escape = (1 << bits) - 1;
  let at = from + 2 * bits;
  for (let i = 0; i < GROUP; i++) {
    let value = bits === 0 ? 0 : (input[from + ((i * bits) >> 3)] >> (8 - bits - ((i * bits) % 8))) & escape;
    if (value === escape && bits > 0 && bits < 8) value = input[at++];
    values[to + i] = value;
  }
  return at;
}

/** Triangles: one byte where they share an edge with one of the last fifteen. */
function triangles(input, count, size) {
  if (input[0] !== INDEX_HEADER) throw new Error('The geometry is packed in a way that this viewer does not know.');
  const out = size === 2 ? new Uint16Array(count) : new Uint32Array(count),
    faces = count / 3;
  const from = new Int32Array(16).fill(-1),
    to = new Int32Array(16).fill(-1),
    vertices = new Int32Array(16).fill(-1);
  let edges = 0,
    pushed = 0,
    next = 0,
    last = 0,
    at = 1 + faces;
  const vertex = (v) => {
    vertices[pushed++ & 15] = v;
  };
  const edge = (a, b) => {
    from[edges & 15] = a;
    to[edges++ & 15] = b;
  };
  const difference = () => {
    let v = 0,
      shift = 0,
      byte;
    do {
      byte = input[at++];
      v |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    return last + ((v >>> 1) ^ -(v & 1));
  };
  for (let t = 0; t < faces; t++) {
    const code = input[1 + t];
    let a, b, c;
    if (code < 0xf0) {
      const place = (edges - 1 - (code >> 4)) & 15,
        third = code & 15;
      a = from[place];
      b = to[place];
      if (third === 0) c = next++;
      else if (third < NEAR) c = vertices[(pushed - 1 - third) & 15];
      else c = third === 13 ? last - 1 : third === 14 ? last + 1 : difference();
      if (third >= NEAR) last = c;
      if (third === 0 || third >= NEAR) vertex(c);
    } else {
      const brief = code < 0xfe,
        pair = brief ? input[input.length - TABLE + (code & 15)] : input[at++];
      if (!brief && pair === 0) next = 0;
      const codes = [code === 0xff ? 15 : 0, pair >> 4, pair & 15];
      const corners = codes.map((known) => (known === 0 ? next++ : vertices[(pushed - known) & 15]));
      codes.forEach((known, i) => {
        if (known === 15) corners[i] = last = difference();
      });
      codes.forEach((known, i) => {
        if (known === 0 || known === 15) vertex(corners[i]);
      });
      [a, b, c] = corners;
      edge(b, a);
    }
    edge(c, b);
    edge(a, c);
    out.set([a, b, c], 3 * t);
  }
  return new Uint8Array(out.buffer);
}

const FILTERS = {
  NONE() {},

  /** Directions as two coordinates of an octahedron. */
  OCTAHEDRAL(bytes, stride) {
    const data = stride === 4 ? new Int8Array(bytes.buffer) : new Int16Array(bytes.buffer),
      most = stride === 4 ? 127 : 32767;
    for (let i = 0; i < data.length; i += 4) {
      let x = data[i],
        y = data[i + 1];
      const z = data[i + 2] - Math.abs(x) - Math.abs(y),
        fold = Math.min(z, 0);
      x += x >= 0 ? fold : -fold;
      y += y >= 0 ? fold : -fold;
      const scale = most / Math.hypot(x, y, z);
      data.set([Math.round(x * scale), Math.round(y * scale), Math.round(z * scale)], i);
    }
  },

  /** Floats as a power of two in the upper byte and a multiple of it in the others. */
  EXPONENTIAL(bytes) {
    const whole = new Int32Array(bytes.buffer),
      floats = new Float32Array(bytes.buffer);
    for (let i = 0; i < whole.length; i++) floats[i] = ((whole[i] << 8) >> 8) * 2 ** (whole[i] >> 24);
  },
};

function unpacked(packed, binary) {
  const { byteOffset = 0, byteLength, byteStride, count, mode, filter = 'NONE' } = packed;
  const input = binary.subarray(byteOffset, byteOffset + byteLength);
  const bytes = mode === 'TRIANGLES' ? triangles(input, count, byteStride) : attributes(input, count, byteStride);
  FILTERS[filter](bytes, byteStride);
  return bytes;
}

/** Each view's bytes, aligned as typed arrays want them, and its stride; 0 where there is none. */
export function decodeViews(json, binary) {
  return (json.bufferViews ?? []).map((view) => {
    const packed = EXTENSIONS.map((name) => view.extensions?.[name]).find(Boolean);
    if (packed)
      return { bytes: unpacked(packed, binary), stride: packed.mode === 'ATTRIBUTES' ? packed.byteStride : 0 };
    const { byteOffset = 0, byteLength, byteStride = 0 } = view;
    return { bytes: binary.subarray(byteOffset, byteOffset + byteLength), stride: byteStride };
  });
}
