#pragma once

#include <string>
#include <string_view>

namespace guichet::pages {

/// How large a QR code is drawn.
enum class QrSize { small = 4, medium = 8, large = 12 };  // pixels a module

/// The QR code (ISO/IEC 18004, error correction level M, a quiet zone of 4 modules) of `text`, as
/// the bytes of a PNG file: 1 bit a pixel. Throws std::runtime_error when the text is too long.
std::string qr_png(std::string_view text, QrSize size);
/// The same as an SVG document, which scales.
std::string qr_svg(std::string_view text);

}  // namespace guichet::pages
