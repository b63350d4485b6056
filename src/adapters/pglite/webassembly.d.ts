/** The little of WebAssembly that the worker uses; it belongs to the browser's types, which this project leaves out. */
declare namespace WebAssembly {
  /** A compiled program; may be sent to other threads. */
  interface Module {
    readonly [Symbol.toStringTag]: string
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
