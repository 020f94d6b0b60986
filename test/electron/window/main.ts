import './polyfills'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { z } from 'zod'
import { connect } from '../../../src-renderer/client/connect'
import { ENGINE, HOST } from '../../../src-renderer/client/injection'
import TestWindow from './TestWindow.vue'

// As in the real window: the content security policy forbids compiled validators.
z.config({ jitless: true })

void connect().then((host) => {
  createApp(TestWindow).use(createPinia()).provide(HOST, host).provide(ENGINE, host.engine).mount('#app')
})
