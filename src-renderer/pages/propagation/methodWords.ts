import type { CatalogListing } from '../../../src-main/contract/catalog'
import type { LearningSource } from '../../../src-main/domain/propagation/Propagator'

export type MethodInfo = CatalogListing['propagators'][number]

/** Chooses among the others by how well they do on annotated slices that are left out. */
export const AUTO_METHOD = 'auto'

/** What a method needs before it can fill anything, as the heading of a group of methods. */
const LEARNING_TITLES: Readonly<Record<LearningSource, string>> = {
  nothing: 'Ready at once',
  images: 'Learns from your images, drawn on or not',
  'annotated-slices': 'Learns from your annotated slices',
}
const AUTO_TITLE = 'Finds out by itself'

export type MethodItem =
  { readonly type: 'subheader'; readonly title: string } | { readonly value: string; readonly title: string }

/** Entries of a list of methods, grouped by what they need, in the order of the catalog; `auto` first. */
export function methodItems(methods: readonly MethodInfo[]): MethodItem[] {
  const groups = [
    { title: AUTO_TITLE, entries: methods.filter(({ id }) => id === AUTO_METHOD) },
    ...Object.entries(LEARNING_TITLES).map(([source, title]) => ({
      title,
      entries: methods.filter(({ id, learnsFrom }) => id !== AUTO_METHOD && learnsFrom === source),
    })),
  ]
  return groups
    .filter(({ entries }) => entries.length > 0)
    .flatMap(({ title, entries }) => [
      { type: 'subheader' as const, title },
      ...entries.map(({ id, label }) => ({ value: id, title: label })),
    ])
}

/** Of a method that this version does not know: its id. */
export function labelOf(methods: readonly MethodInfo[], id: string): string {
  return methods.find((each) => each.id === id)?.label ?? id
}

/** What a method does and needs, in one or two sentences. */
export function methodSentence({ id, kind, needsImage, learnsFrom }: MethodInfo): string {
  if (id === AUTO_METHOD)
    return 'Predicts annotated slices that it leaves out, with several methods, and takes the one that does best. One of them is trained for that, which takes minutes.'
  const does = kind === 'step' ? 'Carries masks from slice to slice' : 'Fills the gaps between annotated slices'
  const looksAt = needsImage ? 'looking at the image' : 'from the shapes alone'
  return `${does}, ${looksAt}. ${TRAINING_SENTENCES[learnsFrom]}`
}

const TRAINING_SENTENCES: Readonly<Record<LearningSource, string>> = {
  nothing: 'Needs no training.',
  images: 'Is trained first, on the images alone: nothing has to be drawn for that.',
  'annotated-slices': 'Is trained first, on what is drawn in this plan: the more slices, the better.',
}
