// What html-validate demands of every page.

export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // The HTML standard lets an id begin with a digit and hold a point: a version is linked to by its number.
    "valid-id": ["error", { relaxed: true }],
  },
};
