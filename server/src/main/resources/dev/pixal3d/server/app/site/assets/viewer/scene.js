// SPDX-License-Identifier: MIT
// Draws one model with WebGL 2. Our own reader and shaders, because three.js is not to be had as a library of the
// build's repository and is 50 times as large; the tests compare this drawing with three.js'.
import { LINE_FRAGMENT, LINE_VERTEX, MODES, SURFACE_FRAGMENT, SURFACE_VERTEX } from './shaders.js';
import { IDENTITY, looking, multiply, normalMatrix, perspective } from './matrix.js';

const FIELD_OF_VIEW = 0.6;
const MARGIN = 1.15;

function program(gl, vertex, fragment) {
  const made = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
  const places = {};
  for (let i = 0; i < gl.getProgramParameter(made, gl.ACTIVE_UNIFORMS); i++) {
    const { name } = gl.getActiveUniform(made, i);
    places[name.replace('[0]', '')] = gl.getUniformLocation(made, name);
  }
  return { made, places };
}

function buffer(gl, target, data) {
  const made = gl.createBuffer();
  gl.bindBuffer(target, made);
  gl.bufferData(target, data, gl.STATIC_DRAW);
  return made;
}

/** Every edge once, as pairs of vertices. */
function edges(index) {
  const seen = new Set(),
    lines = [];
  for (let i = 0; i < index.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const a = index[i + k],
        b = index[i + ((k + 1) % 3)];
      const key = Math.min(a, b) * 4294967296 + Math.max(a, b);
      if (seen.has(key)) continue;
      seen.add(key);
      lines.push(a, b);
    }
  }
  return new Uint32Array(lines);
}

/** The spacing of a grid: 1, 2 or 5 times a power of ten, about an eighth of the size. */
export function spacing(size) {
  const power = 10 ** Math.floor(Math.log10(size / 8));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= size / 8);
}

export class Scene {
  #gl;
  #surface;
  #line;
  #white;
  #parts = [];
  #grid;
  #held = [];

  constructor(canvas) {
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: true, preserveDrawingBuffer: true });
    if (!gl) throw new Error('This browser offers no WebGL 2, so models cannot be shown. They can be downloaded.');
    this.#gl = gl;
    this.#surface = program(gl, SURFACE_VERTEX, SURFACE_FRAGMENT);
    this.#line = program(gl, LINE_VERTEX, LINE_FRAGMENT);
    this.#white = this.#texture(undefined, false);
    this.size = 1;
    this.middle = [0, 0, 0];
  }

  #texture(image, colors) {
    const gl = this.#gl,
      made = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, made);
    const format = colors ? gl.SRGB8_ALPHA8 : gl.RGBA8;
    if (image) gl.texImage2D(gl.TEXTURE_2D, 0, format, gl.RGBA, gl.UNSIGNED_BYTE, image);
    else
      gl.texImage2D(gl.TEXTURE_2D, 0, format, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array([255, 255, 255, 255]));
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    return made;
  }

  #attribute(place, values) {
    const gl = this.#gl;
    if (!values) {
      gl.disableVertexAttribArray(place);
      gl.vertexAttrib4f(place, 1, 0, 0, 1);
      return;
    }
    this.#held.push(buffer(gl, gl.ARRAY_BUFFER, values.data));
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, values.width, values.type, values.normalized, values.stride, 0);
  }

  #part(primitive) {
    const gl = this.#gl,
      vertices = gl.createVertexArray();
    gl.bindVertexArray(vertices);
    [primitive.position, primitive.normal, primitive.uv, primitive.tangent].forEach((values, i) =>
      this.#attribute(i, values),
    );
    const triangles = buffer(gl, gl.ELEMENT_ARRAY_BUFFER, primitive.index.data);
    gl.bindVertexArray(null);
    const { material } = primitive;
    const map = (texture, colors) =>
      texture
        ? { made: this.#texture(texture.image, colors), at: texture.transform }
        : { made: this.#white, at: [1, 1, 0, 0] };
    const maps = [map(material.colorMap, true), map(material.surfaceMap, false), map(material.normalMap, false)];
    this.#held.push(triangles);
    return { primitive, vertices, triangles, maps, lines: undefined };
  }

  /** Puts a model in the place of the one before. */
  show(model) {
    const gl = this.#gl;
    for (const part of this.#parts) {
      gl.deleteVertexArray(part.vertices);
      for (const { made } of part.maps) if (made !== this.#white) gl.deleteTexture(made);
    }
    for (const made of this.#held.splice(0)) gl.deleteBuffer(made);
    this.#parts = model.primitives.map((primitive) => this.#part(primitive));
    const { low, high } = model.bounds;
    this.middle = low.map((x, k) => (x + high[k]) / 2);
    this.size = Math.hypot(...low.map((x, k) => high[k] - x)) / 2;
    this.#grid = this.#gridLines(low, high);
  }

  #gridLines(low, high) {
    const gl = this.#gl,
      step = spacing(2 * this.size),
      count = 12,
      lines = [];
    const y = low[1],
      around = [0, 2].map((k) => Math.round(this.middle[k] / step) * step),
      reach = count * step;
    for (let i = -count; i <= count; i++) {
      lines.push(around[0] - reach, y, around[1] + i * step, around[0] + reach, y, around[1] + i * step);
      lines.push(around[0] + i * step, y, around[1] - reach, around[0] + i * step, y, around[1] + reach);
    }
    const vertices = gl.createVertexArray();
    gl.bindVertexArray(vertices);
    this.#held.push(buffer(gl, gl.ARRAY_BUFFER, new Float32Array(lines)));
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
    gl.bindVertexArray(null);
    return { vertices, count: lines.length / 3, reach: Math.max(1.6 * this.size, 4 * step) };
  }

  /**
   * The camera of a view: {azimuth, elevation, distance, shift}, or of the picture: {angle, eye, front}, where front
   * is 1 when the model faces +z and -1 when it faces -z.
   */
  #camera(view, width, height) {
    const side = Math.min(width, height);
    const tan = Math.tan((view.angle ?? FIELD_OF_VIEW) / 2),
      tanX = (tan * width) / side,
      tanY = (tan * height) / side;
    if (view.eye) {
      const away = Math.hypot(...view.eye.map((x, k) => x - this.middle[k]));
      const target = [view.eye[0], view.eye[1], view.eye[2] - view.front];
      return {
        eye: view.eye,
        matrix: multiply(
          perspective(tanX, tanY, Math.max(away - 3 * this.size, away / 100), away + 3 * this.size),
          looking(view.eye, target),
        ),
      };
    }
    const away = ((MARGIN * this.size) / Math.sin(FIELD_OF_VIEW / 2)) * view.distance;
    const { azimuth: a, elevation: e } = view;
    const back = [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)];
    const right = [Math.cos(a), 0, -Math.sin(a)],
      up = [-Math.sin(a) * Math.sin(e), Math.cos(e), -Math.cos(a) * Math.sin(e)];
    const target = this.middle.map((x, k) => x + this.size * (view.shift[0] * right[k] + view.shift[1] * up[k]));
    const eye = target.map((x, k) => x + away * back[k]);
    return { eye, matrix: multiply(perspective(tanX, tanY, away / 100, away + 12 * this.size), looking(eye, target)) };
  }

  /** Draws; look is {mode, environment, exposure, grid, ink}. */
  draw(view, look) {
    const gl = this.#gl,
      { width, height } = gl.canvas;
    const { eye, matrix } = this.#camera(view, width, height);
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#drawSurface(matrix, eye, look);
    if (look.mode === 'wireframe') this.#drawEdges(matrix);
    if (look.grid && this.#grid) {
      this.#useLines(matrix, IDENTITY, [...look.ink, 0.35], this.#grid.reach);
      gl.bindVertexArray(this.#grid.vertices);
      gl.drawArrays(gl.LINES, 0, this.#grid.count);
    }
    gl.bindVertexArray(null);
  }

  #drawSurface(matrix, eye, { mode, environment, exposure }) {
    const gl = this.#gl,
      { made, places } = this.#surface;
    gl.useProgram(made);
    gl.uniformMatrix4fv(places.camera, false, matrix);
    gl.uniform3fv(places.eye, eye);
    gl.uniform1i(places.mode, MODES.indexOf(mode));
    gl.uniform1f(places.exposure, exposure);
    for (const name of ['zenith', 'horizon', 'ground']) gl.uniform3fv(places[name], environment[name]);
    gl.uniform3fv(
      places.lampWay,
      environment.lamps.flatMap((lamp) => lamp.way),
    );
    gl.uniform4fv(
      places.lampLight,
      environment.lamps.flatMap((lamp) => [...lamp.light, lamp.size]),
    );
    for (const { primitive, vertices, maps } of this.#parts) {
      const { material, world, index } = primitive;
      gl.uniformMatrix4fv(places.world, false, world);
      gl.uniformMatrix3fv(places.turn, false, normalMatrix(world));
      ['color', 'surface', 'normal'].forEach((name, i) => {
        gl.activeTexture(gl.TEXTURE0 + i);
        gl.bindTexture(gl.TEXTURE_2D, maps[i].made);
        gl.uniform1i(places[`${name}Map`], i);
        gl.uniform4fv(places[`${name}At`], maps[i].at);
      });
      gl.uniform4fv(places.color, material.color);
      gl.uniform1f(places.metallic, material.metallic);
      gl.uniform1f(places.roughness, material.roughness);
      gl.uniform1f(places.cutoff, material.cutoff);
      gl.uniform1i(places.normals, material.normalMap && primitive.tangent ? 1 : 0);
      gl.uniform1i(places.occluded, material.occluded ? 1 : 0);
      gl.uniform1i(places.masked, material.alpha === 'MASK' ? 1 : 0);
      gl.uniform1i(places.blended, material.alpha === 'BLEND' ? 1 : 0);
      if (material.doubleSided) gl.disable(gl.CULL_FACE);
      else gl.enable(gl.CULL_FACE);
      gl.enable(gl.POLYGON_OFFSET_FILL);
      gl.polygonOffset(1, 1);
      gl.bindVertexArray(vertices);
      gl.drawElements(gl.TRIANGLES, index.count, index.type, 0);
      gl.disable(gl.POLYGON_OFFSET_FILL);
    }
  }

  #useLines(matrix, world, tint, reach) {
    const gl = this.#gl,
      { made, places } = this.#line;
    gl.useProgram(made);
    gl.uniformMatrix4fv(places.camera, false, matrix);
    gl.uniformMatrix4fv(places.world, false, world);
    gl.uniform4fv(places.tint, tint);
    gl.uniform3fv(places.middle, this.middle);
    gl.uniform1f(places.reach, reach);
  }

  #drawEdges(matrix) {
    const gl = this.#gl;
    for (const part of this.#parts) {
      gl.bindVertexArray(part.vertices);
      if (!part.lines) {
        const lines = edges(part.primitive.index.data);
        part.lines = { made: buffer(gl, gl.ELEMENT_ARRAY_BUFFER, lines), count: lines.length };
        this.#held.push(part.lines.made);
      }
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, part.lines.made);
      this.#useLines(matrix, part.primitive.world, [0.05, 0.25, 0.6, 0.6], 0);
      gl.drawElements(gl.LINES, part.lines.count, gl.UNSIGNED_INT, 0);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, part.triangles);
    }
  }
}
