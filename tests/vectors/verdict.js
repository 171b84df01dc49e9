// What becomes of a body.

/** A body that is taken; `value` is what is made of it, where that is more than the body. */
export const good = (name, provider, operation, body, value) => ({
  name,
  provider,
  operation,
  body,
  ...(value === undefined ? {} : { value }),
});

/** A body that is not taken; `violations` are pairs of path and code. */
export const bad = (name, provider, operation, body, ...violations) => ({
  name,
  provider,
  operation,
  body,
  violations: violations.sort(),
});
