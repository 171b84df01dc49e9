// Counts the wasm that is started, from before anyhook is loaded.

export const counts = {
  started: 0,
  opened: 0,
  awaited: 0,
  reads: 0,
  lists: 0,
  writes: 0,
  deletes: 0,
};

WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...options) {
    counts.started++;
    super(...options);
  }
};
