/**
 * Walks XML and checks that it is well-formed: tags nest and close, attributes are quoted and not repeated, no bare & or <.
 * @returns the names of all elements, in order
 * @throws Error naming the first thing that is wrong
 */
export function xmlElements(xml: string): string[] {
  const open: string[] = []
  const names: string[] = []
  const tag = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/y
  let at = 0
  while (at < xml.length) {
    const next = xml.indexOf('<', at)
    checkText(xml.slice(at, next === -1 ? xml.length : next))
    if (next === -1) break
    tag.lastIndex = next
    const match = tag.exec(xml)
    if (match === null) throw new Error(`Not a tag: ${xml.slice(next, next + 60)}`)
    const [whole, closes, name, attributes, closesItself] = match
    if (closes === '/') {
      const expected = open.pop()
      if (expected !== name) throw new Error(`</${name}> closes <${expected ?? 'nothing'}>`)
    } else {
      names.push(name)
      const keys = [...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)]
      if (new Set(keys.map(([, key]) => key)).size !== keys.length) throw new Error(`Double attribute in ${whole}`)
      for (const [, , value] of keys) checkText(value)
      if (closesItself === '') open.push(name)
    }
    at = next + whole.length
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.join(', ')}`)
  return names
}

function checkText(text: string): void {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(text)) throw new Error(`Bare & in "${text.slice(0, 60)}"`)
}
