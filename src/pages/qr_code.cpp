#include "pages/qr_code.hpp"

#include <png.h>
#include <qrencode.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace guichet::pages {

namespace {

constexpr int quiet_modules = 4;

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using Code = std::unique_ptr<QRcode, Free>;

Code encode(std::string_view text) {
  Code code(QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
  if (!code) throw std::runtime_error("text does not fit in a QR code");
  return code;
}

bool dark(const QRcode& code, int x, int y) {
  if (x < 0 || y < 0 || x >= code.width || y >= code.width) return false;
  return (code.data[y * code.width + x] & 1) != 0;
}

/// Rows of a picture, 1 bit a pixel, a set bit is white.
std::vector<std::vector<png_byte>> draw(const QRcode& code, int pixels) {
  const int modules = code.width + 2 * quiet_modules;
  const int side = modules * pixels;
  std::vector<std::vector<png_byte>> rows;
  for (int y = 0; y < side; ++y) {
    std::vector<png_byte> row(static_cast<std::size_t>((side + 7) / 8), 0xFF);
    for (int x = 0; x < side; ++x) {
      const bool set = dark(code, x / pixels - quiet_modules, y / pixels - quiet_modules);
      if (set) row[static_cast<std::size_t>(x / 8)] &= static_cast<png_byte>(~(0x80 >> x % 8));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void append(png_structp png, png_bytep bytes, png_size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<char*>(bytes), count);
}

// libpng reports by longjmp unless told otherwise, which would pass over destructors.
[[noreturn]] void fail(png_structp, png_const_charp why) { throw std::runtime_error(why); }

struct Writer {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
  png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { png_destroy_write_struct(&png, &info); }
};

}  // namespace

std::string qr_png(std::string_view text, QrSize size) {
  const Code code = encode(text);
  auto rows = draw(*code, static_cast<int>(size));
  std::string out;
  const Writer writer;
  if (writer.info == nullptr) throw std::runtime_error("no memory for a picture");
  png_set_write_fn(writer.png, &out, append, nullptr);
  const auto side = static_cast<png_uint_32>(rows.size());
  png_set_IHDR(writer.png, writer.info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(writer.png, writer.info);
  for (auto& row : rows) png_write_row(writer.png, row.data());
  png_write_end(writer.png, nullptr);
  return out;
}

std::string qr_svg(std::string_view text) {
  const Code code = encode(text);
  const int modules = code->width + 2 * quiet_modules;
  const std::string side = std::to_string(modules);
  const std::string drawn = std::to_string(modules * static_cast<int>(QrSize::medium));
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + drawn +
                    "\" height=\"" + drawn + "\" viewBox=\"0 0 " + side + " " + side +
                    "\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" +
                    side + "\" fill=\"#fff\"/><path d=\"";
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width; ++x) {
      if (!dark(*code, x, y)) continue;
      int run = 1;
      while (dark(*code, x + run, y)) ++run;
      out += "M" + std::to_string(x + quiet_modules) + " " + std::to_string(y + quiet_modules) +
             "h" + std::to_string(run) + "v1h-" + std::to_string(run) + "z";
      x += run;
    }
  }
  return out + "\"/></svg>\n";
}

}  // namespace guichet::pages
