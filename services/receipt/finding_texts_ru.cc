#include "services/receipt/explanation_rows.h"

namespace kepil {

// Why a check came out as it did, in Russian.

absl::Span<const TextRow> FindingReasonRowsRu() {
  static constexpr TextRow kRows[] = {
      {v1::FINDING_REASON_TRUST_SERVICE_SUSPENDED,
       "Регистрация услуги удостоверяющего центра была приостановлена на "
       "рассматриваемый момент."},
      {v1::FINDING_REASON_TRUST_SERVICE_TERMINATED,
       "Регистрация услуги удостоверяющего центра была прекращена до "
       "рассматриваемого момента."},
      {v1::FINDING_REASON_TRUST_SERVICE_NOT_YET_REGISTERED,
       "Услуга удостоверяющего центра ещё не была зарегистрирована на "
       "рассматриваемый момент."},
      {v1::FINDING_REASON_TRUST_SERVICE_UNKNOWN,
       "Регистрационное свидетельство не выдано ни одним зарегистрированным "
       "удостоверяющим центром."},
      {v1::FINDING_REASON_ALGORITHM_UNSUPPORTED,
       "Алгоритм не поддерживается, поэтому установить с его помощью ничего "
       "нельзя."},
      {v1::FINDING_REASON_ALGORITHM_EXPIRED,
       "На рассматриваемый момент алгоритм уже не считается надёжным."},
      {v1::FINDING_REASON_ALGORITHM_IDENTIFIERS_CONFLICT,
       "Идентификаторы алгоритмов подписи, ключа и хеширования противоречат "
       "друг другу."},
      {v1::FINDING_REASON_ALGORITHM_QUIRK,
       "Алгоритм обозначен необычным, но известным способом."},
      {v1::FINDING_REASON_KEY_UNUSABLE,
       "Открытый ключ имеет неверный формат и не может быть использован."},
      {v1::FINDING_REASON_DUPLICATE_ATTRIBUTE,
       "Атрибут подписи указан в ней более одного раза."},
      {v1::FINDING_REASON_MALFORMED_ATTRIBUTE,
       "Атрибут подписи не может быть прочитан."},
      {v1::FINDING_REASON_MALFORMED_SIGNER,
       "Часть подписи со сведениями о подписавшем не может быть прочитана."},
      {v1::FINDING_REASON_BER_ENCODING,
       "Подпись закодирована не тем строгим способом, которого требует её "
       "стандарт."},
      {v1::FINDING_REASON_SIGNED_ATTRIBUTES_NOT_DER,
       "Подписанные атрибуты закодированы не строгим способом."},
      {v1::FINDING_REASON_SIGNED_ATTRIBUTES_ABSENT,
       "В подписи нет подписанных атрибутов."},
      {v1::FINDING_REASON_CERTIFICATE_ABSENT,
       "Регистрационное свидетельство подписавшего отсутствует."},
      {v1::FINDING_REASON_CERTIFICATE_UNREADABLE,
       "Регистрационное свидетельство в подписи не может быть прочитано."},
      {v1::FINDING_REASON_REFERENCE_MISMATCH,
       "Подписанная ссылка указывает на другое регистрационное свидетельство."},
      {v1::FINDING_REASON_REFERENCE_ABSENT,
       "В защищённой части подписи не указано, какое регистрационное "
       "свидетельство к ней относится."},
      {v1::FINDING_REASON_SELF_SIGNED_NOT_REGISTERED,
       "Регистрационное свидетельство выдано самим владельцем, который не "
       "зарегистрирован."},
      {v1::FINDING_REASON_LIMIT_REACHED,
       "Данные превышают предел проверки, поэтому проверка неполна."},
      {v1::FINDING_REASON_NOT_PERMITTED_NAME,
       "Имя владельца не входит в число имён, которые вправе удостоверять "
       "удостоверяющий центр."},
      {v1::FINDING_REASON_EXCLUDED_NAME,
       "Имя владельца входит в число имён, которые удостоверяющему центру "
       "запрещено удостоверять."},
      {v1::FINDING_REASON_NOT_CA,
       "Одно из регистрационных свидетельств цепочки не принадлежит "
       "удостоверяющему центру."},
      {v1::FINDING_REASON_PATH_LENGTH,
       "Цепочка регистрационных свидетельств длиннее, чем разрешил "
       "удостоверяющий центр."},
      {v1::FINDING_REASON_NO_CERT_SIGN,
       "Ключ в цепочке не предназначен для подписания регистрационных "
       "свидетельств."},
      {v1::FINDING_REASON_UNKNOWN_CRITICAL_EXTENSION,
       "Критическое расширение неизвестно, поэтому выполнить его требования "
       "нельзя."},
      {v1::FINDING_REASON_MALFORMED_EXTENSION,
       "Расширение регистрационного свидетельства не может быть прочитано."},
      {v1::FINDING_REASON_NO_REVOCATION_ANSWER,
       "Нет пригодного ответа о том, отозвано ли регистрационное "
       "свидетельство."},
      {v1::FINDING_REASON_REVOCATION_STALE,
       "Сведения об отзыве слишком стары."},
      {v1::FINDING_REASON_REVOCATION_NOT_YET_VALID,
       "Сведения об отзыве датированы будущим временем."},
      {v1::FINDING_REASON_REVOCATION_SIGNATURE_INVALID,
       "Подпись под сведениями об отзыве не подтверждается."},
      {v1::FINDING_REASON_REVOCATION_ISSUER_NOT_AUTHORISED,
       "Подписавший сведения об отзыве не вправе сообщать о данном "
       "регистрационном свидетельстве."},
      {v1::FINDING_REASON_REVOCATION_STATUS_UNKNOWN,
       "Удостоверяющему центру данное регистрационное свидетельство "
       "неизвестно."},
      {v1::FINDING_REASON_CERTIFICATE_ON_HOLD,
       "Действие регистрационного свидетельства приостановлено."},
      {v1::FINDING_REASON_CERTIFICATE_REVOKED,
       "Регистрационное свидетельство отозвано."},
      {v1::FINDING_REASON_NOT_YET_VALID,
       "На рассматриваемый момент регистрационное свидетельство ещё не "
       "действовало."},
      {v1::FINDING_REASON_EXPIRED,
       "На рассматриваемый момент срок действия регистрационного свидетельства "
       "истёк."},
      {v1::FINDING_REASON_NO_SIGNING_USAGE,
       "Регистрационное свидетельство не предназначено для подписания "
       "документов."},
      {v1::FINDING_REASON_CONTENT_ABSENT,
       "Подписанный документ не представлен."},
      {v1::FINDING_REASON_DIGEST_MISMATCH,
       "Документ изменён после подписания, либо это другой документ."},
      {v1::FINDING_REASON_DIGEST_ALGORITHM_MISSING,
       "Представленное хеш-значение вычислено не тем алгоритмом, который "
       "использует подпись."},
      {v1::FINDING_REASON_VALUE_MISMATCH,
       "Подпись не подтверждается открытым ключом подписавшего."},
      {v1::FINDING_REASON_FETCH_FAILED,
       "Источник сведений об отзыве недоступен."},
      {v1::FINDING_REASON_FETCH_TIMED_OUT,
       "Источник сведений об отзыве не ответил вовремя."},
      {v1::FINDING_REASON_FETCH_REFUSED,
       "Адрес или размер сведений об отзыве недопустим."},
      {v1::FINDING_REASON_RESPONSE_UNUSABLE,
       "Сведения об отзыве нечитаемы или относятся к другому предмету."},
      {v1::FINDING_REASON_SOURCE_NOT_REGISTERED,
       "Для этого удостоверяющего центра не зарегистрирован адрес сведений об "
       "отзыве."},
      {v1::FINDING_REASON_FETCH_BUSY,
       "Одновременно выполнялось слишком много запросов сведений об отзыве."},
      {v1::FINDING_REASON_CONTENT_TYPE_MISMATCH,
       "Подписанный тип содержимого не совпадает с типом самого содержимого."},
      {v1::FINDING_REASON_FUTURE_CLAIMED_TIME,
       "Указанное время относится к будущему."},
      {v1::FINDING_REASON_POLICY_UNKNOWN,
       "Подпись ссылается на политику подписи, которой нет в распоряжении."},
      {v1::FINDING_REASON_LEGAL_RULES_NOT_LOADED,
       "Утверждённые правовые правила не загружены."},
      {v1::FINDING_REASON_ACQUIRED_FROM_CACHE,
       "Сведения не запрашивались заново, а взяты из полученных ранее."},
      {v1::FINDING_REASON_NO_EXPLICIT_POLICY,
       "Ни одна требуемая политика регистрационных свидетельств не действует "
       "для всей цепочки."},
      {v1::FINDING_REASON_NAME_CHAINING,
       "Имена владельца и издателя в цепочке не согласуются."},
      {v1::FINDING_REASON_NOT_VERSION_3,
       "Регистрационное свидетельство удостоверяющего центра не соответствует "
       "версии 3 стандарта X.509."},
      {v1::FINDING_REASON_PROFILE_DEVIATION,
       "Регистрационное свидетельство отступает от профиля RFC 5280."},
      {v1::FINDING_REASON_TIMESTAMP_NOT_VALIDATED,
       "Метка времени не проверялась."},
      {v1::FINDING_REASON_TIMESTAMP_UNREADABLE,
       "Метка времени не может быть прочитана."},
      {v1::FINDING_REASON_TIMESTAMP_IMPRINT_MISMATCH,
       "Метка времени выдана для других данных."},
      {v1::FINDING_REASON_TIMESTAMP_NOT_TRUSTED,
       "Метка времени недействительна или выдана незарегистрированной службой "
       "меток времени."},
      {v1::FINDING_REASON_NO_TIMESTAMPING_USAGE,
       "Регистрационное свидетельство службы меток времени предназначено не "
       "только для этого."},
      {v1::FINDING_REASON_TIMESTAMPS_OUT_OF_ORDER,
       "Время меток времени противоречит друг другу."},
      {v1::FINDING_REASON_SIGNING_TIME_DELAY,
       "Метка времени получена слишком поздно после указанного времени "
       "подписания."},
      {v1::FINDING_REASON_PROVED_BY_CONTENT_TIMESTAMP,
       "Метка времени на документе доказывает, что подпись создана после этого "
       "события."},
      {v1::FINDING_REASON_NOT_BEFORE_BEST_TIME,
       "Ничто не доказывает, что подпись существовала до этого события."},
      {v1::FINDING_REASON_SUBJECT_IDENTIFIER_INVALID,
       "Национальный идентификатор в регистрационном свидетельстве имеет "
       "неверный контрольный разряд."},
      {v1::FINDING_REASON_AUTHENTICATION_CERTIFICATE,
       "Регистрационное свидетельство предназначено для аутентификации, а не "
       "для подписания документов."},
      {v1::FINDING_REASON_KEY_NOT_ON_CURVE,
       "Открытый ключ не является точкой группы своей кривой."},
      {v1::FINDING_REASON_KEY_AT_INFINITY,
       "Открытый ключ является бесконечно удалённой точкой."},
      {v1::FINDING_REASON_KEY_LENGTH,
       "Длина открытого ключа не соответствует его набору параметров."},
      {v1::FINDING_REASON_PARAMETER_SET_UNKNOWN,
       "Кривая или набор параметров открытого ключа неизвестны."},
      {v1::FINDING_REASON_KEY_DIGEST_CONFLICT,
       "Алгоритм хеширования в параметрах открытого ключа относится к ключам "
       "другого вида."},
      {v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO,
       "Одно из чисел значения подписи равно нулю, чего не бывает ни в одной "
       "подписи."},
      {v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE,
       "Одно из чисел значения подписи слишком велико для ключа подписавшего."},
      {v1::FINDING_REASON_SIGNATURE_LENGTH,
       "Длина значения подписи не соответствует ключу подписавшего."},
      {v1::FINDING_REASON_SIGNATURE_ENCODING,
       "Значение подписи не записано в виде двух чисел."},
  };
  return kRows;
}

}  // namespace kepil
