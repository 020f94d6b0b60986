import { expect, it } from 'vitest'
import type { FrozenCase } from '../../../../src-main/contract/plans'
import PropagationCases from '../../../../src-renderer/pages/propagation/PropagationCases.vue'
import { mountWithVuetify } from '../../support/mountWithVuetify'

const liver: FrozenCase = {
  caseId: 'liver',
  sliceAxis: 'k',
  sliceCount: 40,
  sliceIndices: [5, 15, 25],
  foregroundSliceIndices: null,
  why: null,
  imageSha256: '',
  annotatedSliceIndices: [5, 15],
  emptySliceIndices: [25],
  hasReference: false,
  hasSuggestion: true,
  suggestionMethod: 'nearest',
  isSuggestionStale: false,
  unreviewedSliceCount: 37,
}
const empty: FrozenCase = { ...liver, caseId: 'empty', annotatedSliceIndices: [], hasSuggestion: false }

function mounted(chosen: string[], isRunning = false) {
  return mountWithVuetify(PropagationCases, {
    props: {
      cases: [liver, { ...liver, caseId: 'spleen', hasSuggestion: false }, empty],
      shownCaseId: 'liver',
      produced: new Map([['liver', new Set([0, 1, 2, 3])]]),
      isRunning,
      chosen,
    },
  })
}

it('says what each volume has, and which is on screen', () => {
  const rows = mounted(['liver']).findAll('li')
  expect(rows[0]?.text()).toContain('2 annotated, 1 empty, of 40 slices')
  expect(rows[0]?.text()).toContain('37 to review')
  expect(rows[0]?.get('button').attributes('aria-current')).toBe('true')
  expect(rows[2]?.text()).toContain('1 empty, of 40 slices')
  // Nothing can be carried on from empty slices alone.
  expect(rows[2]?.get('input').attributes('disabled')).toBeDefined()
})

it('says when a suggestion is older than the slices it came from', () => {
  const wrapper = mountWithVuetify(PropagationCases, {
    props: {
      cases: [{ ...liver, isSuggestionStale: true }],
      shownCaseId: null,
      produced: new Map(),
      isRunning: false,
      chosen: [],
    },
  })
  expect(wrapper.get('li').text()).toContain('outdated')
})

it('chooses volumes in the order of the plan, one by one or all that can be', async () => {
  const wrapper = mounted(['spleen'])
  expect(wrapper.text()).toContain('1 of 2 volumes')
  await wrapper.get('input[aria-label="Propagate liver"]').setValue(true)
  expect(wrapper.emitted('update:chosen')?.at(-1)).toEqual([['liver', 'spleen']])
  await wrapper.get('input').setValue(true)
  expect(wrapper.emitted('update:chosen')?.at(-1)).toEqual([['liver', 'spleen']])
})

it('shows how far the volume in work is', () => {
  const bar = mounted(['liver'], true).get('[role=progressbar]')
  expect(bar.attributes('aria-valuenow')).toBe('10')
  expect(mounted(['liver']).find('[role=progressbar]').exists()).toBe(false)
})

it('shows a volume when its name is chosen', async () => {
  const wrapper = mounted([])
  await wrapper.findAll('li button')[1]?.trigger('click')
  expect(wrapper.emitted('show')).toEqual([['spleen']])
})
