// What html-validate demands of every page.

export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {},
};
