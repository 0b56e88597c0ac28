#include "services/receipt/explanation_rows.h"

namespace kepil {

// What is checked, how it came out and what the verdict is, in Kazakh.

absl::Span<const TextRow> IndicationRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::INDICATION_TOTAL_PASSED, "Қолтаңба жарамды."},
      {v1::INDICATION_TOTAL_FAILED, "Қолтаңба жарамсыз."},
      {v1::INDICATION_INDETERMINATE,
       "Қолда бар деректер қолтаңбаның жарамдылығын анықтауға жеткіліксіз."},
  };
  return kRows;
}

absl::Span<const TextRow> SubIndicationRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::SUB_INDICATION_FORMAT_FAILURE,
       "Қолтаңбаның түрі оның стандартының талабына сай емес."},
      {v1::SUB_INDICATION_HASH_FAILURE,
       "Қол қойылған деректер қолтаңбаға сәйкес келмейді."},
      {v1::SUB_INDICATION_SIG_CRYPTO_FAILURE, "Қолтаңба мәні расталмайды."},
      {v1::SUB_INDICATION_REVOKED,
       "Тіркеу куәлігі қолтаңба жасалғанға дейін кері қайтарып алынған."},
      {v1::SUB_INDICATION_EXPIRED,
       "Тіркеу куәлігінің қолданылу мерзімі қолтаңба жасалғанға дейін өткен."},
      {v1::SUB_INDICATION_NOT_YET_VALID,
       "Қолтаңба тіркеу куәлігінің қолданылу мерзімі басталғанға дейін "
       "жасалған."},
      {v1::SUB_INDICATION_SIG_CONSTRAINTS_FAILURE,
       "Қолтаңба тексеру саясатының қағидаларының біріне сәйкес келмейді."},
      {v1::SUB_INDICATION_CHAIN_CONSTRAINTS_FAILURE,
       "Тіркеу куәліктерінің тізбегі тексеру саясатының қағидаларының біріне "
       "сәйкес келмейді."},
      {v1::SUB_INDICATION_CERTIFICATE_CHAIN_GENERAL_FAILURE,
       "Тіркеу куәліктерінің тізбегі тексеруден өтпеді."},
      {v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE,
       "Алгоритм немесе кілт сенімді деп танылатындардың қатарына жатпайды."},
      {v1::SUB_INDICATION_POLICY_PROCESSING_ERROR,
       "Қолтаңба саясатын қолдану мүмкін болмады."},
      {v1::SUB_INDICATION_SIGNATURE_POLICY_NOT_AVAILABLE,
       "Қолтаңба сілтеме жасайтын қолтаңба саясаты жоқ."},
      {v1::SUB_INDICATION_TIMESTAMP_ORDER_FAILURE,
       "Уақыт белгілерінің реті мүмкін емес."},
      {v1::SUB_INDICATION_NO_SIGNING_CERTIFICATE_FOUND,
       "Қол қоюшының тіркеу куәлігі табылмады."},
      {v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND,
       "Ешбір тізбек тіркелген куәландырушы орталыққа апармайды."},
      {v1::SUB_INDICATION_NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
       "Тізбек осы сәтте тіркелмеген орталыққа апарады және қолтаңбаның бұрын "
       "жасалғанын ештеңе дәлелдемейді."},
      {v1::SUB_INDICATION_REVOKED_NO_POE,
       "Тіркеу куәлігі кері қайтарып алынған және қолтаңбаның бұрын жасалғанын "
       "ештеңе дәлелдемейді."},
      {v1::SUB_INDICATION_REVOKED_CA_NO_POE,
       "Куәландырушы орталықтың тіркеу куәлігі кері қайтарып алынған және "
       "қолтаңбаның бұрын жасалғанын ештеңе дәлелдемейді."},
      {v1::SUB_INDICATION_OUT_OF_BOUNDS_NOT_REVOKED,
       "Тіркеу куәлігі қолданылу мерзімінен тыс, бірақ кері қайтарып "
       "алынбаған."},
      {v1::SUB_INDICATION_OUT_OF_BOUNDS_NO_POE,
       "Тіркеу куәлігі қолданылу мерзімінен тыс және қолтаңбаның осы мерзімде "
       "жасалғанын ештеңе дәлелдемейді."},
      {v1::SUB_INDICATION_REVOCATION_OUT_OF_BOUNDS_NO_POE,
       "Тіркеу куәлігінің мәртебесін растаушының өз куәлігінің қолданылу "
       "мерзімі осы сәтті қамтымайды."},
      {v1::SUB_INDICATION_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
       "Алгоритм енді сенімді емес және қолтаңбаның бұрын жасалғанын ештеңе "
       "дәлелдемейді."},
      {v1::SUB_INDICATION_NO_POE,
       "Мұнда маңызды нәрсенің қашан болғанының дәлелі жоқ."},
      {v1::SUB_INDICATION_TRY_LATER,
       "Қазір жетіспейтін мәліметтер кейінірек болуы мүмкін."},
      {v1::SUB_INDICATION_SIGNED_DATA_NOT_FOUND, "Қол қойылған деректер жоқ."},
  };
  return kRows;
}

absl::Span<const TextRow> ConstraintRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::CONSTRAINT_STRUCTURE, "Қолтаңбаны оқуға болады."},
      {v1::CONSTRAINT_ENCODING,
       "Қолтаңба оның стандарты талап еткендей кодталған."},
      {v1::CONSTRAINT_ATTRIBUTES_UNIQUE,
       "Бірде-бір атрибут қолтаңбада екі рет көрсетілмеген."},
      {v1::CONSTRAINT_SIGNING_CERTIFICATE_PRESENT,
       "Қол қоюшының тіркеу куәлігі бар."},
      {v1::CONSTRAINT_SIGNING_CERTIFICATE_REFERENCE,
       "Қол қойылған сілтеме осы тіркеу куәлігін көрсетеді."},
      {v1::CONSTRAINT_ISSUER_SERIAL,
       "Қол қойылған сілтемедегі беруші мен сериялық нөмір дұрыс."},
      {v1::CONSTRAINT_SIGNATURE_POLICY, "Көрсетілген қолтаңба саясаты бар."},
      {v1::CONSTRAINT_PROSPECTIVE_PATH,
       "Тіркеу куәліктерінің тізбегі тіркелген куәландырушы орталыққа "
       "апарады."},
      {v1::CONSTRAINT_PATH_LIMITS, "Тізбекті іздеу толық болды."},
      {v1::CONSTRAINT_TRUST_SERVICE_STATUS,
       "Куәландырушы орталық қызметінің тіркелуі күшінде болған."},
      {v1::CONSTRAINT_PATH_SIGNATURES,
       "Тізбектегі әрбір тіркеу куәлігіне жоғары тұрған куәлік арқылы қол "
       "қойылған."},
      {v1::CONSTRAINT_PATH_VALIDITY,
       "Куәландырушы орталықтардың тіркеу куәліктері қолданылу мерзімі шегінде "
       "болған."},
      {v1::CONSTRAINT_PATH_NAMES,
       "Тізбектегі атаулар сәйкес келеді және рұқсат етілген."},
      {v1::CONSTRAINT_PATH_POLICIES,
       "Тіркеу куәліктерінің саясаттары бүкіл тізбекке қолданылады."},
      {v1::CONSTRAINT_PATH_EXTENSIONS,
       "Тізбектің кеңейтімдері белгілі және оған рұқсат етеді."},
      {v1::CONSTRAINT_CERTIFICATE_PROFILE,
       "Тіркеу куәлігі RFC 5280 бейініне және өз елінің бейініне сәйкес "
       "келеді."},
      {v1::CONSTRAINT_REVOCATION_AVAILABLE,
       "Тіркеу куәлігінің кері қайтарып алынған-алынбағаны белгілі."},
      {v1::CONSTRAINT_REVOCATION_OWN_ANSWER,
       "Сенім білдірілген үшінші тарап кері қайтарып алу туралы мәліметтерді "
       "өзі алған."},
      {v1::CONSTRAINT_REVOCATION_FRESH,
       "Кері қайтарып алу туралы мәліметтер жеткілікті жаңа."},
      {v1::CONSTRAINT_NOT_REVOKED,
       "Қол қоюшының тіркеу куәлігі кері қайтарып алынбаған."},
      {v1::CONSTRAINT_CA_NOT_REVOKED,
       "Тізбектегі куәландырушы орталықтардың тіркеу куәліктері кері қайтарып "
       "алынбаған."},
      {v1::CONSTRAINT_KEY_USAGE,
       "Тіркеу куәлігі құжаттарға қол қоюға рұқсат етеді."},
      {v1::CONSTRAINT_EXTENDED_KEY_USAGE,
       "Тіркеу куәлігінің көрсетілген мақсаттарына осы мақсат кіреді."},
      {v1::CONSTRAINT_PATH_ALGORITHMS,
       "Тізбектің және кері қайтарып алу туралы мәліметтердің алгоритмдері "
       "сенімді."},
      {v1::CONSTRAINT_SIGNER_VALIDITY,
       "Қол қоюшының тіркеу куәлігі қолданылу мерзімі шегінде болған."},
      {v1::CONSTRAINT_REVOCATION_ISSUER_VALIDITY,
       "Мәртебені растаушының куәлігі қолданылу мерзімі шегінде болған."},
      {v1::CONSTRAINT_SIGNED_DATA_PRESENT, "Қол қойылған құжат бар."},
      {v1::CONSTRAINT_SIGNED_DATA_INTACT, "Қол қойылған құжат өзгертілмеген."},
      {v1::CONSTRAINT_SIGNATURE_INTACT,
       "Қолтаңба мәні қол қоюшының ашық кілтімен расталады."},
      {v1::CONSTRAINT_SIGNATURE_ALGORITHM, "Қолтаңба алгоритмі сенімді."},
      {v1::CONSTRAINT_SIGNED_ATTRIBUTES_PRESENT,
       "Қолтаңбада қол қойылған атрибуттар бар."},
      {v1::CONSTRAINT_CONTENT_TYPE,
       "Қол қойылған мазмұн түрі мазмұнға сәйкес келеді."},
      {v1::CONSTRAINT_CLAIMED_TIME, "Көрсетілген қол қою уақыты мүмкін."},
      {v1::CONSTRAINT_ALGORITHM_IDENTIFIERS,
       "Алгоритмдер келісімді белгіленген."},
      {v1::CONSTRAINT_TIMESTAMP_INTACT,
       "Уақыт белгісі оқылады және мүмкін уақытты көрсетеді."},
      {v1::CONSTRAINT_TIMESTAMP_TRUSTED,
       "Уақыт белгісі жарамды және оны тіркелген қызмет берген."},
      {v1::CONSTRAINT_TIMESTAMP_ORDER, "Уақыт белгілерінің реті мүмкін."},
      {v1::CONSTRAINT_EVIDENCE_ACQUIRED,
       "Кері қайтарып алу туралы мәліметтерді алу мүмкін болды."},
      {v1::CONSTRAINT_TIMESTAMP_IMPRINT,
       "Уақыт белгісі осы деректерге берілген."},
      {v1::CONSTRAINT_CONTENT_TIMESTAMP_PROOF,
       "Құжаттағы бірде-бір уақыт белгісі қолтаңбаға қарсы дәлел болмайды."},
      {v1::CONSTRAINT_REVOKED_AFTER_BEST_TIME,
       "Қолтаңба тіркеу куәлігі кері қайтарып алынғанға дейін жасалған."},
      {v1::CONSTRAINT_CA_REVOKED_AFTER_BEST_TIME,
       "Қолтаңба куәландырушы орталықтың тіркеу куәлігі кері қайтарып "
       "алынғанға дейін жасалған."},
      {v1::CONSTRAINT_RELIABLE_AT_BEST_TIME,
       "Қолтаңба жасалған сәтте алгоритмдер сенімді болған."},
      {v1::CONSTRAINT_VALID_AT_BEST_TIME,
       "Қолтаңба жасалған сәтте тіркеу куәлігі қолданыста болған."},
      {v1::CONSTRAINT_SIGNING_TIME_DELAY,
       "Уақыт белгісі қол қойылғаннан кейін жеткілікті тез алынған."},
      {v1::CONSTRAINT_STATUS_AT_BEST_TIME,
       "Қолтаңба жасалған сәттегі тіркеу куәлігінің мәртебесі белгілі."},
      {v1::CONSTRAINT_COUNTER_SIGNATURE_INTACT,
       "Куәландырушы қолтаңба расталады."},
  };
  return kRows;
}

absl::Span<const TextRow> CheckOutcomeRowsKk() {
  static constexpr TextRow kRows[] = {
      {v1::CHECK_OUTCOME_PASSED, "орындалды"},
      {v1::CHECK_OUTCOME_FAILED, "орындалмады"},
      {v1::CHECK_OUTCOME_NOT_RUN,
       "тексерілмеді, өйткені оған қажетті нәрсе жетіспейді"},
      {v1::CHECK_OUTCOME_LIFTED,
       "қазір орындалмайды, бірақ қолтаңба жасалған сәтте орындалған"},
  };
  return kRows;
}

}  // namespace kepil
