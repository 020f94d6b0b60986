/**
 * What the page may load and run: its own files, nothing else. Styles inside elements are needed by Vuetify's themes and
 * Cornerstone's panes; `blob:` and `data:` pictures by screenshots and icons; `blob:` workers by Cornerstone.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
