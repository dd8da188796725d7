// SPDX-License-Identifier: MIT
// A program for Windows that prints its arguments, a line each, in UTF-8, and ends with 7 when the last is "fail".
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

int wmain(int count, wchar_t **arguments) {
  for (int i = 1; i < count; i++) {
    char text[4096];
    WideCharToMultiByte(CP_UTF8, 0, arguments[i], -1, text, sizeof text, NULL, NULL);
    printf("[%s]\n", text);
  }
  return count > 1 && !wcscmp(arguments[count - 1], L"fail") ? 7 : 0;
}
