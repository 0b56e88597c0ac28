#include "engine/crypto/openssl_ptr.h"

#include <openssl/err.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(OpensslPtrTest, DrainingEmptiesTheQueue) {
  ERR_clear_error();
  EXPECT_EQ(DrainOpensslErrors(), "");
  ERR_raise(ERR_LIB_USER, ERR_R_MALLOC_FAILURE);
  ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
  EXPECT_THAT(DrainOpensslErrors(), testing::HasSubstr("; "));
  EXPECT_EQ(ERR_peek_error(), 0);
}

TEST(OpensslPtrTest, GuardEmptiesTheQueueAtTheEndOfItsScope) {
  {
    const OpensslErrorGuard guard;
    ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
    EXPECT_NE(ERR_peek_error(), 0);
  }
  EXPECT_EQ(ERR_peek_error(), 0);
}

}  // namespace
}  // namespace kepil
