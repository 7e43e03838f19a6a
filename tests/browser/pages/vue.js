// A shop in Vue: the form mounts with a component and goes with it.
import KRGlue from '@lyracom/embedded-form-glue';
import { createApp, h, onBeforeUnmount, onMounted, ref } from 'vue';

const { endpoint, publicKey } = window.settings;

const Checkout = {
  emits: ['paid'],
  setup(_, { emit }) {
    let client;
    onMounted(async () => {
      const { formToken } = await (await fetch('/token', { method: 'POST' })).json();
      const { KR } = await KRGlue.loadLibrary(endpoint, publicKey);
      client = KR;
      await KR.setFormConfig({ formToken, 'kr-language': 'fr-FR' });
      await KR.onSubmit((response) => {
        window.seen.paid.push(response);
        emit('paid', response.clientAnswer.orderDetails.orderId);
        return false;
      });
      const { result } = await KR.addForm('#checkout');
      await KR.showForm(result.formId);
    });
    onBeforeUnmount(() => client?.removeForms());
    return () => h('div', { id: 'checkout' });
  },
};

createApp({
  setup() {
    const paid = ref('');
    return () => (paid.value ? h('p', { class: 'paid' }, paid.value)
      : h(Checkout, { onPaid: (order) => { paid.value = order; } }));
  },
}).mount('#app');
