/** Mantine's mixins (`light-dark`, `hover`, `smaller-than`) for the CSS modules. */
export default { plugins: { 'postcss-preset-mantine': {} } };
