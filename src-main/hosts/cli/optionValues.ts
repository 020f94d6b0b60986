import { InvalidArgumentError, Option } from 'commander'
import { propagatorIds } from '../../engine/catalog/propagatorIds'

/** What `--method` of a propagation may be. */
export const METHOD_OPTION = `one of ${propagatorIds.join(', ')}`

/** Parsers of option values for commander; they throw what it reports as a wrong argument. */

export function numberOption(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number was expected.')
  return value
}

export function integerOption(text: string): number {
  const value = numberOption(text)
  if (!Number.isInteger(value)) throw new InvalidArgumentError('A whole number was expected.')
  return value
}

/** `3,9,12` */
export function integerListOption(text: string): number[] {
  return text.split(',').map(integerOption)
}

/** `-200:300` */
export function rangeOption(text: string): { lowest: number; highest: number } {
  const [lowest, highest, ...more] = text.split(':').map(numberOption)
  if (highest === undefined || more.length > 0 || lowest >= highest)
    throw new InvalidArgumentError('LOW:HIGH was expected, the lower number first.')
  return { lowest, highest }
}

/** `--param name=value`, repeated. Numbers, true and false become what they say, `[a,b]` a list of such values. */
export function paramOption(text: string, previous: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('NAME=VALUE was expected.')
  return { ...previous, [text.slice(0, at)]: plainValue(text.slice(at + 1)) }
}

function plainValue(text: string): unknown {
  const list = /^\[(.*)\]$/.exec(text)
  if (list !== null)
    return list[1]
      .split(',')
      .map((each) => plainValue(each.trim()))
      .filter((each) => each !== '')
  if (text === 'true' || text === 'false') return text === 'true'
  const value = Number(text)
  return text.trim() !== '' && Number.isFinite(value) ? value : text
}

export function axisOption(): Option {
  return new Option('--axis <axis>', 'stored axis that is cut into slices').choices(['i', 'j', 'k']).default('k')
}
