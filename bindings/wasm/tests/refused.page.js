// Loads the module, and lets it fail.

import init from '/package/index.js';

export default () => init();
