// SPDX-License-Identifier: MIT
// Between chosen pictures and a request's input: one picture is the endpoint's source, several of one object are its
// views, each with the side that it shows.

/** The part of an input that brings these pictures; address(picture) gives what stands for one. */
export function sourceOf(schema, pictures, address) {
  if (pictures.length < 2) return { [schema.source]: pictures.length ? address(pictures[0]) : '' };
  return { [schema.views]: pictures.map(address), [schema.cameras]: pictures.map(({ side }) => side) };
}

/** What an input says of its pictures, and the input without that. */
export function picturesOf(schema, input) {
  const { [schema.source]: one, [schema.views]: several, [schema.cameras]: cameras, ...values } = input;
  const addresses = Array.isArray(several) ? several : one ? [one] : [];
  return { addresses, sides: Array.isArray(cameras) ? cameras : [], values };
}

/** What a request with these pictures is called. */
export const named = (names) => (names.length > 1 ? `${names[0]} and ${names.length - 1} more` : names[0]);
