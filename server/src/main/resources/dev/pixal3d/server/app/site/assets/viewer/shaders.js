// SPDX-License-Identifier: MIT
// The programs of the graphics card. Light comes from a few soft lamps over a gradient, written as functions of
// direction and roughness, so that no environment picture has to be loaded or filtered; glossy and diffuse light are
// the same function, read sharp and blurred. Reflection is GGX's: Schlick's Fresnel term with the usual fit for rough
// surfaces.

export const MODES = ['lit', 'color', 'normals', 'surface', 'wireframe', 'checker'];

export const SURFACE_VERTEX = `#version 300 es
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 uv;
layout(location = 3) in vec4 tangent;
uniform mat4 world, camera;
uniform mat3 turn;
out vec3 place, facing;
out vec4 along;
out vec2 at;
void main() {
  vec4 p = world * vec4(position, 1.0);
  place = p.xyz;
  facing = turn * normal;
  along = vec4(mat3(world) * tangent.xyz, tangent.w);
  at = uv;
  gl_Position = camera * p;
}`;

export const SURFACE_FRAGMENT = `#version 300 es
precision highp float;
in vec3 place, facing;
in vec4 along;
in vec2 at;
uniform int mode;
uniform vec3 eye;
uniform sampler2D colorMap, surfaceMap, normalMap;
uniform vec4 colorAt, surfaceAt, normalAt;
uniform vec4 color;
uniform float metallic, roughness, cutoff, exposure;
uniform bool normals, occluded, masked, blended;
uniform vec3 zenith, horizon, ground;
uniform vec3 lampWay[3];
uniform vec4 lampLight[3];
out vec4 pixel;

vec3 surroundings(vec3 way, float rough) {
  float edge = mix(0.08, 1.0, rough);
  vec3 light = mix(ground, zenith, smoothstep(-edge, edge, way.y));
  light = mix(light, horizon, (1.0 - smoothstep(0.0, 0.25 + edge, abs(way.y))) * 0.7);
  for (int i = 0; i < 3; i++) {
    float size = lampLight[i].w, soft = size + rough * 0.9;
    float angle = acos(clamp(dot(way, lampWay[i]), -1.0, 1.0)) / soft;
    light += lampLight[i].rgb * exp(-angle * angle) * (size * size) / (soft * soft);
  }
  return light;
}

// leaves most of the range alone and bends only its end, so that base colours stay what they are
vec3 shown(vec3 light) {
  float peak = max(light.r, max(light.g, light.b)), knee = 0.8, room = 1.0 - knee;
  if (peak <= knee) return light;
  float bent = 1.0 - room * room / (peak - knee + room);
  return mix(light, vec3(peak), 0.3 * (1.0 - bent / peak)) * bent / peak;
}

vec3 encoded(vec3 linear) {
  return mix(1.055 * pow(max(linear, 0.0), vec3(1.0 / 2.4)) - 0.055, 12.92 * linear, vec3(lessThan(linear, vec3(0.0031308))));
}

void main() {
  vec4 base = color * texture(colorMap, at * colorAt.xy + colorAt.zw);
  if (masked && base.a < cutoff) discard;
  vec3 surface = texture(surfaceMap, at * surfaceAt.xy + surfaceAt.zw).rgb;
  float rough = clamp(roughness * surface.g, 0.045, 1.0), metal = metallic * surface.b;
  vec3 n = normalize(facing) * (gl_FrontFacing ? 1.0 : -1.0);
  if (normals) {
    vec3 t = normalize(along.xyz), b = cross(n, t) * along.w, m = texture(normalMap, at * normalAt.xy + normalAt.zw).xyz * 2.0 - 1.0;
    n = normalize(m.x * t + m.y * b + m.z * n);
  }
  float alpha = blended ? base.a : 1.0;
  vec3 v = normalize(eye - place);
  if (mode == 1) {
    pixel = vec4(encoded(base.rgb), alpha);
  } else if (mode == 2) {
    pixel = vec4(n * 0.5 + 0.5, 1.0);
  } else if (mode == 3) {
    pixel = vec4(0.08, rough, metal, 1.0);
  } else if (mode == 4) {
    pixel = vec4(vec3(0.55 + 0.3 * dot(n, v)), 1.0);
  } else if (mode == 5) {
    vec2 cell = floor(at * 32.0);
    float dark = mod(cell.x + cell.y, 2.0);
    vec3 tint = 0.55 + 0.4 * cos(6.2832 * (vec3(0.0, 0.33, 0.67) + floor(at.x * 8.0) / 8.0 + floor(at.y * 8.0) * 0.37));
    pixel = vec4(tint * mix(1.0, 0.55, dark) * (0.6 + 0.4 * max(dot(n, v), 0.0)), 1.0);
  } else {
    float facingEye = max(dot(n, v), 0.001);
    vec3 mirror = mix(vec3(0.04), base.rgb, metal);
    vec3 glance = mirror + (max(vec3(1.0 - rough), mirror) - mirror) * pow(1.0 - facingEye, 5.0);
    vec3 diffuse = base.rgb * (1.0 - metal) * surroundings(n, 1.0);
    vec3 light = (diffuse * (1.0 - glance) + glance * surroundings(reflect(-v, n), rough * rough)) * (occluded ? surface.r : 1.0);
    pixel = vec4(encoded(shown(light * exposure)), alpha);
  }
  pixel.rgb *= pixel.a;
}`;

export const LINE_VERTEX = `#version 300 es
layout(location = 0) in vec3 position;
uniform mat4 world, camera;
out vec3 place;
void main() {
  vec4 p = world * vec4(position, 1.0);
  place = p.xyz;
  gl_Position = camera * p;
}`;

export const LINE_FRAGMENT = `#version 300 es
precision highp float;
in vec3 place;
uniform vec4 tint;
uniform vec3 middle;
uniform float reach;
out vec4 pixel;
void main() {
  float near = reach > 0.0 ? 1.0 - smoothstep(0.4, 1.0, length(place.xz - middle.xz) / reach) : 1.0;
  pixel = vec4(tint.rgb, 1.0) * tint.a * near;
}`;
