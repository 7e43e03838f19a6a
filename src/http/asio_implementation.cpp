// The one place where the code of Asio and Beast is compiled (stack.md, build rules 2).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
