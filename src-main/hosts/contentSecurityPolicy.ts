/**
 * What the window may load and run, the same in every host: nothing from outside, no inline scripts, no `eval`. WebAssembly is what image
 * codecs are made of; Vuetify sets styles from scripts; workers and pictures come from blobs.
 * @param connections further origins that may be talked to, for example `ws://127.0.0.1:8000`
 */
export function contentSecurityPolicy(connections: readonly string[] = []): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    ["connect-src 'self'", ...connections].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ].join('; ')
}
