// A shop in React: a checkout component that mounts the form, tells its parent, and cleans up.
import KRGlue from '@lyracom/embedded-form-glue';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const { endpoint, publicKey } = window.settings;

function Checkout({ onPaid }) {
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let gone = false;
    let client;
    (async () => {
      const { formToken } = await (await fetch('/token', { method: 'POST' })).json();
      const { KR } = await KRGlue.loadLibrary(endpoint, publicKey);
      client = KR;
      await KR.setFormConfig({ formToken, 'kr-language': 'en-US' });
      await KR.removeEventCallbacks();
      await KR.onSubmit((response) => {
        window.seen.paid.push(response);
        if (!gone) onPaid(response.clientAnswer.orderDetails.orderId);
        return false;
      });
      await KR.onError((error) => setProblem(error.errorCode));
      const { result } = await KR.renderElements('#checkout');
      await KR.showForm(result.formId);
    })();
    return () => {
      gone = true;
      client?.removeForms();
    };
  }, []);
  return (
    <section>
      <h1>Checkout</h1>
      <div id="checkout"><div className="kr-embedded"></div></div>
      <p id="problem">{problem}</p>
    </section>);
}

function Shop() {
  const [paid, setPaid] = useState([]);
  const [buying, setBuying] = useState(false);
  return (
    <>
      <ul>{paid.map((order) => <li key={order} className="paid">{order}</li>)}</ul>
      {buying ? <Checkout onPaid={(order) => { setPaid([...paid, order]); setBuying(false); }} />
        : <button id="buy" onClick={() => setBuying(true)}>Buy</button>}
      {buying ? <button id="leave" onClick={() => setBuying(false)}>Leave</button> : null}
    </>);
}

createRoot(document.getElementById('app')).render(<Shop />);
