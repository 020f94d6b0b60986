import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './Refusal'

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Who may talk to the server. A link carries a token that works once and is exchanged for a cookie that scripts cannot read; requests by
 * other names than the loopback's (DNS rebinding) and from other pages are refused whatever they carry.
 */
export class AccessControl {
  private readonly unusedTokens = new Set<string>()
  private readonly sessions: string[] = []

  /** A token for one link. */
  issueToken(): string {
    const token = secret()
    this.unusedTokens.add(token)
    return token
  }

  /**
   * The name the server was called by. The port may be another than the server's own: that of an SSH tunnel.
   * @throws Refusal HOST_REFUSED
   */
  checkHost(headers: IncomingHttpHeaders): string {
    const host = headers.host ?? ''
    const name = /^(.+?)(?::\d{1,5})?$/.exec(host)?.[1]?.toLowerCase() ?? ''
    if (LOOPBACK_NAMES.includes(name)) return host
    throw new Refusal(
      403,
      'HOST_REFUSED',
      `This server answers to 127.0.0.1 and localhost only, not to "${host}". From another machine, use an SSH tunnel.`,
    )
  }

  /**
   * Other pages of the same browser, on other ports of this machine too, get nothing.
   * @param isOriginRequired for sockets, which browsers always name the page of
   * @throws Refusal ORIGIN_REFUSED
   */
  checkOrigin(headers: IncomingHttpHeaders, { isOriginRequired }: { isOriginRequired: boolean }): void {
    const { origin } = headers
    const isOurs = origin === undefined ? !isOriginRequired : origin === `http://${headers.host ?? ''}`
    const site = headers['sec-fetch-site']
    // Following a link to this server is a navigation; it shows a page to the user, and nothing to the page with the link.
    const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
    const isFromHere = site === undefined || site === 'same-origin' || site === 'none' || isNavigation
    if (!isOurs || !isFromHere)
      throw new Refusal(403, 'ORIGIN_REFUSED', 'Only this server’s own page may call it. Open the link it printed.')
  }

  /**
   * Exchanges a token for a session; the token is then spent.
   * @returns the value for the cookie
   * @throws Refusal TOKEN_WRONG
   */
  redeem(token: string): string {
    const known = [...this.unusedTokens].find((each) => isSame(each, token))
    if (known === undefined)
      throw new Refusal(
        401,
        'TOKEN_WRONG',
        'This link does not work (any more): each works once. Press Enter in the terminal of the server for a new one.',
      )
    this.unusedTokens.delete(known)
    const session = secret()
    this.sessions.push(session)
    return session
  }

  /** @throws Refusal TOKEN_REQUIRED */
  checkSession(headers: IncomingHttpHeaders, cookieName: string): void {
    if (!this.hasSession(headers, cookieName))
      throw new Refusal(
        401,
        'TOKEN_REQUIRED',
        'Open the link that the server printed: it holds the key to this page. Press Enter in its terminal for a new one.',
      )
  }

  hasSession(headers: IncomingHttpHeaders, cookieName: string): boolean {
    const value = cookieOf(headers.cookie ?? '', cookieName)
    return value !== null && this.sessions.some((session) => isSame(session, value))
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

/** Takes the same time wherever the two differ. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}

function cookieOf(header: string, name: string): string | null {
  const pair = header
    .split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${name}=`))
  return pair?.slice(name.length + 1) ?? null
}
