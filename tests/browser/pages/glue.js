// A plain page with the npm form glue, driven by the test.
import KRGlue from '@lyracom/embedded-form-glue';

window.glue = KRGlue;
