// The only way to wait: on a condition, and not for ever.

const PAUSE = 40;

/**
 * Asks `condition` again and again until it gives something true, and returns that.
 * After `within` milliseconds fails with `what`, which may be a function that describes the state then.
 */
export async function until(what, condition, within = 20_000) {
  const end = Date.now() + within;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${typeof what === "function" ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
