/** The only source of randomness. xoshiro128** seeded through splitmix32: small and fast. */
export class SeededRandom {
  private readonly state: Uint32Array

  /** @param seed an integer; the same seed gives the same sequence on every machine. */
  constructor(seed: number) {
    let mixed = seed >>> 0
    this.state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) >>> 0
      let z = mixed
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return (z ^ (z >>> 15)) >>> 0
    })
  }

  /** An independent generator for one purpose, so that drawing more in one place changes nothing in another. */
  static for(seed: number, ...purpose: (string | number)[]): SeededRandom {
    let hash = 0x811c9dc5 ^ (seed >>> 0)
    for (const character of purpose.join(' ')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
    return new SeededRandom(hash >>> 0)
  }

  /** A 32-bit unsigned integer. */
  nextUint32(): number {
    const s = this.state
    const rotate = (x: number, by: number) => ((x << by) | (x >>> (32 - by))) >>> 0
    const result = Math.imul(rotate(Math.imul(s[1], 5) >>> 0, 7), 9) >>> 0
    const shifted = (s[1] << 9) >>> 0
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = rotate(s[3], 11)
    return result
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    return ((this.nextUint32() >>> 5) * 67108864 + (this.nextUint32() >>> 6)) / 9007199254740992
  }

  /** Uniform integer in [0, bound). */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound)
  }

  /** Standard normal (Box–Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  /** A new array in random order (Fisher–Yates); `items` stays as it is. */
  shuffled<T>(items: readonly T[]): T[] {
    const order = [...items]
    for (let at = order.length - 1; at > 0; at--) {
      const other = this.integer(at + 1)
      ;[order[at], order[other]] = [order[other], order[at]]
    }
    return order
  }
}
