import { mount, type ComponentMountingOptions } from '@vue/test-utils'
import type { Component } from 'vue'
import { createVuetify } from 'vuetify'
import * as components from 'vuetify/components'

/** Mounts a component with all of Vuetify, as the window has it; texts and roles are looked for, not classes. */
export function mountWithVuetify<Given extends Component>(
  component: Given,
  options: ComponentMountingOptions<Given> = {},
) {
  const plugins = [createVuetify({ components }), ...(options.global?.plugins ?? [])]
  return mount(component, { attachTo: document.body, ...options, global: { ...options.global, plugins } })
}
