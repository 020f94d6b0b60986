import type { PropagationModelInfo } from '../../../src-main/contract/propagation'
import { volumesCounted } from './propagationWords'

/** "Trained on 24 volumes · 221,184 weights · 24 Nov 2026, 14:05"; of an automatic choice, what it is. */
export function modelFacts(
  { caseCount, choice, modifiedAt, weightCount }: PropagationModelInfo,
  labelOf: (methodId: string) => string,
): string {
  const when = new Date(modifiedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  const made = choice === null ? 'Trained' : `${labelOf(choice.chosen)}, chosen`
  const weights = weightCount === 0 ? [] : [`${weightCount.toLocaleString('en')} weights`]
  return [`${made} on ${volumesCounted(caseCount)}`, ...weights, when].join(' · ')
}

/** A file name that says what is in it. */
export function modelFileName({ name, method }: PropagationModelInfo): string {
  const safe = name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').trim()
  return `${safe === '' ? method : safe}.safetensors`
}
