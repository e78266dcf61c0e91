// Printing of trees. For every printed node, tree-sitter has `snprintf` interpret a few formats, twice over, which
// takes a tenth of the parse time.
#include <stdarg.h>
#include <stdio.h>

typedef struct {
  char *text;
  size_t limit;
  size_t length;
} Printed;

static void put(Printed *printed, char character) {
  if (printed->length + 1 < printed->limit) printed->text[printed->length] = character;
  printed->length++;
}

static void put_string(Printed *printed, const char *string) {
  while (*string != '\0') put(printed, *string++);
}

static void put_number(Printed *printed, int number) {
  char digits[16];
  snprintf(digits, sizeof digits, "%d", number);
  put_string(printed, digits);
}

// Like `snprintf`, but only for formats with text, %s, %c and %d.
static int print(char *text, size_t limit, const char *format, ...) {
  Printed printed = {text, limit, 0};
  va_list arguments;
  va_start(arguments, format);
  for (; *format != '\0'; format++) {
    if (*format != '%') {
      put(&printed, *format);
      continue;
    }
    switch (*++format) {
      case 's': put_string(&printed, va_arg(arguments, const char *)); break;
      case 'c': put(&printed, (char)va_arg(arguments, int)); break;
      case 'd': put_number(&printed, va_arg(arguments, int)); break;
      default: abort();
    }
  }
  va_end(arguments);
  if (limit > 0) text[printed.length < limit ? printed.length : limit - 1] = '\0';
  return (int)printed.length;
}
