/** A selection policy with its parameters, as specs, results and figures name it: `facility-location[positionWeight=0.2]`. */
export interface NamedPolicy {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
}

/** A name without brackets has no parameters; values are JSON where they can be, else text. What is no such name is an id as it is. */
export function parsePolicyName(name: string): NamedPolicy {
  const found = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name.trim())
  if (found === null) return { id: name, params: {} }
  const [, id, list] = found
  const entries = list.split(',').filter((entry) => entry.trim() !== '')
  return {
    id: id.trim(),
    params: Object.fromEntries(
      entries.map((entry) => {
        const [key, ...rest] = entry.split('=')
        return [key.trim(), valueOf(rest.join('=').trim())]
      }),
    ),
  }
}

/** The one name of a policy with these parameters: keys in alphabetical order, so that equal ones are equal. */
export function policyName({ id, params }: NamedPolicy): string {
  const entries = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return id
  return `${id}[${entries.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(',')}]`
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/**
 * A spec in which policies are written as `{ id, params }` or in any order of parameters, with the one name of each instead. Whatever else
 * is in it stays as it is, for the schema to judge.
 */
export function withPolicyNames(spec: unknown): unknown {
  if (!isRecord(spec)) return spec
  const named = Object.entries(spec).map(([key, value]) => {
    if ((key !== 'grid' && key !== 'interpolationQuality') || !isRecord(value)) return [key, value]
    const policies = value['policies']
    return [key, Array.isArray(policies) ? { ...value, policies: policies.map(nameOf) } : value]
  })
  return Object.fromEntries(named) as unknown
}

function nameOf(policy: unknown): unknown {
  if (typeof policy === 'string') return policyName(parsePolicyName(policy))
  const isPolicy = isRecord(policy) && Object.keys(policy).every((key) => key === 'id' || key === 'params')
  if (!isPolicy || typeof policy['id'] !== 'string') return policy
  const params = policy['params'] ?? {}
  return isRecord(params) ? policyName({ id: policy['id'], params }) : policy
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
